using Microsoft.OpenApi;

namespace ClimateFinance.Api.Http.Contract;

/// <summary>What a parameter of an address or a filter means. A test demands words for every one of them.</summary>
internal static class ParameterWords
{
    private static readonly Dictionary<string, string> InPath = new(StringComparer.Ordinal)
    {
        ["bankId"] = "The bank.",
        ["dealId"] = "The deal.",
        ["documentId"] = "The document.",
        ["enterpriseId"] = "The enterprise.",
        ["meetingId"] = "The meeting.",
        ["needId"] = "The financing need.",
        ["pairingId"] = "The pairing.",
        ["personId"] = "The person.",
        ["productId"] = "The product.",
        ["projectId"] = "The project.",
        ["roundId"] = "The round.",
        ["parkedEventId"] = "The number under which it is parked.",
        ["rebuildId"] = "The rebuild of a read model.",
        ["clientId"] = "The client: a system with credentials of its own.",
        ["invitationId"] = "The invitation.",
        ["secretId"] = "One of the client's secrets.",
        ["sessionId"] = "The sign-in.",
        ["userId"] = "The user.",
        ["period"] = "A month (2026-11), a quarter (2026-Q4), half a year (2026-H2) or a year (2026).",
        ["number"] = "Its number within the deal, from 1.",
        ["quarter"] = "The quarter, 1 to 4.",
        ["year"] = "The calendar year.",
        ["sequence"] = "The event's number among all events.",
    };

    private static readonly Dictionary<string, string> InQuery = new(StringComparer.Ordinal)
    {
        ["after"] = "Only what came after this version of the deal.",
        ["bankId"] = "Only of this bank.",
        ["by"] = "The key by which figures are shown apart.",
        ["deactivated"] = "Only users who were shut out (true) or only the others (false).",
        ["earlier"] = "The size of the earlier checkpoint: how many events it covers.",
        ["enterpriseId"] = "Only of this enterprise.",
        ["factorId"] = "Only what used this factor row.",
        ["form"] = "JSON around the sheet, the sheet itself as HTML, or the text that the digest is over.",
        ["format"] = "The form of the answer; without it, the best that `Accept` names.",
        ["open"] = "Only those that can still be accepted (true) or only the others (false).",
        ["from"] = "The first day. A due day is counted from the day after it; tonnes count from the day itself.",
        ["fromPosition"] = "The first position to look at, from 0.",
        ["grade"] = "Only with this environmental grade in force.",
        ["group"] = "Only banks of this group.",
        ["include"] = "What to show beside the matches.",
        ["industry"] = "Only of this industry (GB/T 4754) or one below it.",
        ["kind"] = "Only of this kind.",
        ["later"] = "The size of the later checkpoint; the newest one when it is left out.",
        ["level"] = "Only of this level.",
        ["limit"] = "How many at most.",
        ["meetingId"] = "Only what came out of this meeting.",
        ["mode"] = "Only rounds of this mode.",
        ["minScore"] = "Only with at least this score, 0 to 100.",
        ["needId"] = "Only of this need.",
        ["on"] = "As in force on this day.",
        ["organisationId"] = "Only of this organisation.",
        ["overdue"] = "Only where a step is late (true) or only where none is (false).",
        ["officerId"] = "Only those for which this officer of the bank answers.",
        ["inspectorId"] = "Only those that this user of the bureau watches.",
        ["period"] = "Only of this month (2026-11), quarter (2026-Q4), half-year (2026-H2) or year (2026), by the day a deal opened.",
        ["productId"] = "Only of this product.",
        ["projectId"] = "Only of this project.",
        ["purpose"] = "Only for this purpose.",
        ["region"] = "Only of this region (GB/T 2260) or one below it.",
        ["role"] = "Only with this role.",
        ["scheme"] = "Only of this scheme.",
        ["sector"] = "Only of this sector.",
        ["side"] = "Only of this side.",
        ["size"] = "How many events the checkpoint covers; the newest one when it is left out.",
        ["stage"] = "Only at this stage.",
        ["startOn"] = "The day on which the whole line is taken to be paid out; left out: the day of the offer.",
        ["status"] = "Only with this status.",
        ["table"] = "Which of the tables a CSV holds; without it the one with the most rows.",
        ["to"] = "The last day, counted.",
        ["technology"] = "Only of this technology.",
        ["within"] = "Only this code and those below it.",
        ["workingDays"] = "How many working days to count.",
        ["year"] = "The calendar year.",
    };

    public static void Describe(OpenApiOperation operation)
    {
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            var words = parameter.In == ParameterLocation.Path ? InPath : InQuery;
            if (string.IsNullOrEmpty(parameter.Description) && words.TryGetValue(parameter.Name ?? string.Empty, out var description))
                parameter.Description = description;
        }
    }
}
