# The same 48 cells by R survey: Rscript survey.R FILE TIMES prints the seconds of the best run.
suppressMessages(library(survey)); a <- commandArgs(TRUE); d <- read.csv(a[1])
took <- sapply(seq_len(as.integer(a[2])), function(i) system.time({
  des <- svydesign(id = ~1, strata = ~interaction(wave, bcu, crime_type), weights = ~weight, data = d)
  m <- svyby(~satisfied, ~bcu + ethnicity, des, svymean, deff = TRUE); stopifnot(nrow(m) == 48)
  l <- log(m$satisfied / (1 - m$satisfied)); h <- qt(.975, degf(des)) * m$se / (m$satisfied * (1 - m$satisfied)); ci <- plogis(cbind(l - h, l + h))
})[["elapsed"]])
cat(min(took), "\n")
