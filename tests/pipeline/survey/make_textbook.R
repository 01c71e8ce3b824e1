# Invented schools, drawn in the ways that textbooks teach, and what R survey 4.1-1 says of each.
# Writes textbook_*.csv and textbook_expected.json beside itself: Rscript make_textbook.R
suppressMessages({library(survey); library(jsonlite)}); set.seed(1936)
districts <- data.frame(district = sprintf("D%03d", 1:120), region = rep(c("N", "S", "W"), c(50, 40, 30)))
districts$schools <- 3 + rpois(120, 6); districts$level <- rnorm(120, 0, 40)
pop <- districts[rep(1:120, districts$schools), ]; pop$school <- sprintf("%03d", sequence(districts$schools))
N <- nrow(pop); pop$size <- round(rgamma(N, 3, 0.006)) + 30
pop$type <- sample(c("E", "H", "M"), N, TRUE, c(.6, .2, .2))
pop$score <- round(620 + pop$level + 25 * (pop$type == "E") + rnorm(N, 0, 60))
pop$before <- round(pop$score - rnorm(N, 25, 15)); pop$tested <- pmin(pop$size, round(pop$size * runif(N, .6, 1)))
pop$met <- ifelse(plogis((pop$score - 600) / 50) > runif(N), "Yes", "No")
pop$score[runif(N) < .02] <- NA
per_type <- table(pop$type); per_region <- table(districts$region)
strat <- do.call(rbind, lapply(c("E", "H", "M"), function(k) { at <- which(pop$type == k); d <- pop[sample(at, c(E = 60, H = 30, M = 40)[k]), ]; d$of <- per_type[[k]]; d$w <- per_type[[k]] / nrow(d); d }))
one <- sample(120, 18); clus1 <- pop[pop$district %in% districts$district[one], ]; clus1$of <- 120; clus1$w <- 120 / 18
two <- sample(120, 30); clus2 <- do.call(rbind, lapply(two, function(i) { at <- which(pop$district == districts$district[i]); m <- min(length(at), 4); d <- pop[sample(at, m), ]; d$of1 <- 120; d$of2 <- length(at); d }))
nested <- do.call(rbind, lapply(c("N", "S", "W"), function(r) { ids <- sample(which(districts$region == r), 6); do.call(rbind, lapply(seq_along(ids), function(j) { at <- which(pop$district == districts$district[ids[j]]); d <- pop[sample(at, min(length(at), 5)), ]; d$cluster <- j; d$w <- per_region[[r]] / 6 * length(at) / nrow(d); d })) }))
whole <- rbind(strat[strat$type != "H", ], { d <- strat[strat$type == "H", ][1, ]; d$of <- 1; d$w <- 1; d })  # a stratum of one, taken whole
keep <- c("district", "region", "school", "size", "type", "score", "before", "tested", "met")
save_as <- function(d, name, more) write.csv(d[, c(keep, more)], paste0("textbook_", name, ".csv"), row.names = FALSE, na = "NA")
save_as(strat, "strat", c("of", "w")); save_as(clus1, "clus1", c("of", "w")); save_as(clus2, "clus2", c("of1", "of2")); save_as(nested, "nested", c("cluster", "w")); save_as(whole, "whole", c("of", "w"))
ds <- list(strat = svydesign(id = ~1, strata = ~type, weights = ~w, fpc = ~of, data = strat),
  clus1 = svydesign(id = ~district, weights = ~w, fpc = ~of, data = clus1),
  clus2 = svydesign(id = ~district + school, fpc = ~of1 + of2, data = clus2),
  nested = svydesign(id = ~cluster, strata = ~region, weights = ~w, nest = TRUE, data = nested),
  whole = svydesign(id = ~1, strata = ~type, weights = ~w, fpc = ~of, data = whole))
one_cell <- function(f, D, t_df) { ci <- confint(f, df = t_df); list(est = as.numeric(coef(f)), se = as.numeric(SE(f)), deff = as.numeric(deff(f)), df = t_df, ci = as.numeric(ci)) }
share <- function(D) { o <- one_cell(svymean(~I(as.numeric(met == "Yes")), D, deff = TRUE), D, degf(D)); for (m in c("logit", "beta")) o[[m]] <- as.numeric(confint(svyciprop(~I(met == "Yes"), D, method = m))); o }
all_of <- function(D) { A <- subset(D, !is.na(score)); list(mean = one_cell(svymean(~score, A, deff = TRUE), A, degf(A)), total = one_cell(svytotal(~size, D, deff = TRUE), D, degf(D)),
  ratio = one_cell(svyratio(~tested, ~size, D, deff = TRUE), D, degf(D)), proportion = share(D), count = one_cell(svytotal(~I(as.numeric(met == "Yes")), D, deff = TRUE), D, degf(D))) }
out <- lapply(ds, function(D) list(all = all_of(D), by_type = if (identical(D, ds$whole)) NULL else sapply(c("E", "H", "M"), function(k) all_of(subset(D, type == k)), simplify = FALSE)))
write_json(list(peer = paste("R survey", packageVersion("survey"), "R", getRversion()), results = out), "textbook_expected.json", auto_unbox = TRUE, digits = 14, na = "null")
