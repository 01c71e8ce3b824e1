import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Date;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.condition.EvaluationContext;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.model.utils.DateUtils;
import org.javarosa.core.util.JavaRosaCoreModule;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormUtils;
import org.javarosa.xpath.XPathNodeset;
import org.javarosa.xpath.XPathParseTool;
import org.javarosa.xpath.expr.XPathFuncExpr;

/**
 * What JavaRosa, the engine of ODK Collect, makes of expressions in one form.
 *
 * java -cp ODK_Validate.jar Oracle.java FORM.xml, then one line each on standard input:
 * id TAB context path TAB expression. Prints id TAB kind TAB value.
 */
public class Oracle {
    public static void main(String[] arguments) throws Exception {
        new JavaRosaCoreModule().registerModule();
        new XFormsModule().registerModule();
        FormDef form = XFormUtils.getFormFromFormXml(arguments[0], null);
        form.initialize(true, new InstanceInitializationFactory());
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        java.io.PrintStream out = new java.io.PrintStream(System.out, true, "UTF-8");
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] cells = line.split("\t", 3);
            out.println(cells[0] + "\t" + answer(form, cells[1], cells[2]));
        }
    }

    private static String answer(FormDef form, String context, String expression) {
        try {
            EvaluationContext at =
                new EvaluationContext(form.getEvaluationContext(), place(context));
            Object found = XPathParseTool.parseXPath(expression).eval(form.getMainInstance(), at);
            if (found instanceof XPathNodeset) {
                found = ((XPathNodeset) found).unpack();
            }
            return described(found);
        } catch (Throwable refused) {
            String said = String.valueOf(refused.getMessage()).replaceAll("\\s+", " ");
            return "error\t" + refused.getClass().getSimpleName() + ": " + said.replaceAll("@[0-9a-f]+", "");
        }
    }

    /** A place such as r[2]/x: within the form's root, entries counted from 1. */
    private static TreeReference place(String context) {
        TreeReference found = TreeReference.rootRef().extendRef("data", 0);
        for (String step : context.split("/")) {
            String[] parts = step.split("[\\[\\]]");
            int entry = parts.length > 1 ? Integer.parseInt(parts[1]) - 1 : 0;
            found = found.extendRef(parts[0], entry);
        }
        return found;
    }

    private static String described(Object found) {
        if (found instanceof Date) {
            return "date\t" + DateUtils.formatDateTime((Date) found, DateUtils.FORMAT_ISO8601);
        }
        String kind = found.getClass().getSimpleName().toLowerCase();
        if (found instanceof Integer || found instanceof Long || found instanceof Double) {
            return "number\t" + XPathFuncExpr.toString(XPathFuncExpr.toDouble(found));
        }
        return kind + "\t" + XPathFuncExpr.toString(found).replaceAll("\\s", " ");
    }
}
