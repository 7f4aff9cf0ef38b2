using System.Text;

namespace ClimateFinance.Api.Http.Tables;

/// <summary>Reads CSV (RFC 4180): commas, quotes doubled inside quotes, CRLF or LF, a byte order mark passed over, empty last line passed over.</summary>
internal static class CsvReader
{
    /// <summary>All lines with their fields; when a quote stands where none may, the line it is in (from 1).</summary>
    public static bool TryRead(string text, out IReadOnlyList<IReadOnlyList<string>> lines, out int wrongLine)
    {
        var read = new List<IReadOnlyList<string>>();
        var fields = new List<string>();
        var field = new StringBuilder();
        var (at, line, wasQuoted) = (text.Length > 0 && text[0] == '\uFEFF' ? 1 : 0, 1, false);
        (lines, wrongLine) = (read, 0);

        while (at < text.Length)
        {
            var c = text[at];
            switch (c)
            {
                case '"' when field.Length == 0 && !wasQuoted:
                    if (!TakeQuoted(text, ref at, ref line, field))
                    {
                        wrongLine = line;
                        return false;
                    }

                    wasQuoted = true;
                    break;
                case ',':
                    EndField();
                    at++;
                    break;
                case '\r' when at + 1 < text.Length && text[at + 1] == '\n':
                    at++;
                    break;
                case '\n':
                    EndLine();
                    at++;
                    line++;
                    break;
                case '"':
                    wrongLine = line;
                    return false;
                default:
                    if (wasQuoted)
                    {
                        wrongLine = line;
                        return false;
                    }

                    field.Append(c);
                    at++;
                    break;
            }
        }

        if (field.Length > 0 || wasQuoted || fields.Count > 0) EndLine();
        return true;

        void EndField()
        {
            fields.Add(field.ToString());
            field.Clear();
            wasQuoted = false;
        }

        void EndLine()
        {
            var blank = fields.Count == 0 && field.Length == 0 && !wasQuoted;
            EndField();
            if (!blank) read.Add([.. fields]);
            fields.Clear();
        }
    }

    // Leaves the position after the closing quote; false when there is none.
    private static bool TakeQuoted(string text, ref int at, ref int line, StringBuilder field)
    {
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '\n') line++;
            if (text[at] != '"')
            {
                field.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == '"')
            {
                field.Append('"');
                at++;
            }
            else
            {
                at++;
                return true;
            }
        }

        return false;
    }
}
