using System.Text;
using System.Text.RegularExpressions;

namespace ClimateFinance.Api.Tests.Tour;

/// <summary>
/// The blocks of a document that are marked <c>```bash tour</c>, as one script for bash. A command that ends with a remark <c># → 201 "draft"</c>
/// must have said each of its words by then, with the status in front; a refusal that no remark announces ends the script.
/// </summary>
internal sealed partial class TourScript
{
    // SAID gathers what is said; SEEN is how much of it was looked at. $ANSWER is the document's own variable for a whole answer.
    private const string Prelude =
        """
        set -euo pipefail
        tour_said=$1 tour_seen=0 tour_line=0
        exec >>"$tour_said" 2>&1
        trap 'tour_code=$?; [ $tour_code -eq 0 ] || echo "!! ended with $tour_code after line $tour_line"' EXIT
        tour_expect() {
          tour_line=$1; shift
          tail -c "+$((tour_seen + 1))" "$tour_said" >"$tour_said.new"
          local announced=0 refused word
          case "${1-}" in "→ "[45]*) announced=1 ;; esac
          refused=$(grep -c '^→ [045]' "$tour_said.new" || true)
          [ "$refused" -eq "$announced" ] || { echo "!! line $tour_line: $refused refusals, $announced announced"; exit 1; }
          printf '%s' "${ANSWER-}" >>"$tour_said.new"
          for word; do grep -qF -- "$word" "$tour_said.new" || { echo "!! line $tour_line: nothing said $word"; exit 1; }; done
          tour_seen=$(wc -c <"$tour_said")
        }

        """;

    private TourScript(string text, int calls, int remarks) => (Text, Calls, Remarks) = (text, calls, remarks);

    public string Text { get; }

    /// <summary>Commands of the document that send a call.</summary>
    public int Calls { get; }

    public int Remarks { get; }

    /// <param name="document">Markdown.</param>
    /// <param name="address">Takes the place of <c>http://localhost:5080</c>.</param>
    public static TourScript Of(string document, Uri address)
    {
        var (script, calls, remarks, inside, number) = (new StringBuilder(Prelude), 0, 0, false, 0);
        foreach (var line in document.Split('\n').Select(line => line.TrimEnd('\r')))
        {
            number++;
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                inside = line == "```bash tour";
                continue;
            }

            if (!inside) continue;
            script.Append(line.Replace("http://localhost:5080", address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)).Append('\n');
            if (Call().IsMatch(line)) calls++;
            if (Remark().Match(line) is not { Success: true } remark) continue;
            remarks++;
            var words = remark.Groups["words"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            words[0] = $"→ {words[0]}";
            script.Append("tour_expect ").Append(number).Append(string.Concat(words.Select(word => $" '{word}'"))).Append('\n');
        }

        return new TourScript(script.Append("tour_expect ").Append(number).Append('\n').ToString(), calls, remarks);
    }

    [GeneratedRegex("^(api|move|file) ")]
    private static partial Regex Call();

    [GeneratedRegex("# → (?<words>[^']+)$")]
    private static partial Regex Remark();
}
