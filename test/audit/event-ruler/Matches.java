import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import software.amazon.event.ruler.Ruler;

/** Reads a list of { pattern, event }, and writes for each whether EventBridge's rules match, or why the pattern is refused. */
public class Matches {
    public static void main(String[] arguments) throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        var answers = mapper.createArrayNode();
        for (JsonNode question : mapper.readTree(System.in)) {
            try {
                answers.add(Ruler.matchesRule(question.get("event").toString(), question.get("pattern").toString()));
            } catch (Exception refused) {
                answers.add(refused.getMessage());
            }
        }
        System.out.println(answers);
    }
}
