using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Presets;

/// <summary>
/// How fixtures relate and what happens to them: a script whose days count from the day of loading, so that it works in any year.
/// </summary>
public sealed record PresetFile
{
    public required string Name { get; init; }

    public required string About { get; init; }

    public required string Source { get; init; }

    public required IReadOnlyList<string> Illustrative { get; init; }

    public required RegionCode RegionCode { get; init; }

    public required MeetingPreset Meeting { get; init; }

    /// <summary>Who acts. A step names one of these by id.</summary>
    public required IReadOnlyList<SignInPreset> SignIns { get; init; }

    /// <summary>What happens outside the deals, in order.</summary>
    public required IReadOnlyList<PresetStep> Steps { get; init; }

    public required IReadOnlyList<DealPreset> Deals { get; init; }

    /// <summary>
    /// Every step in the order in which it happens: by day; within a day the preset's own steps before those of the deals, each in file order.
    /// </summary>
    public IReadOnlyList<ScriptDay> Script() =>
        [.. Steps.Select(step => new ScriptLine(step, null))
            .Concat(Deals.SelectMany(deal => deal.Steps.Select(step => new ScriptLine(step, deal))))
            .GroupBy(line => line.Step.Day)
            .OrderBy(day => day.Key)
            .Select(day => new ScriptDay(day.Key, ScriptDay.TurnsOf(day)))];

    /// <summary>The names of the presets that are built into the host.</summary>
    public static IReadOnlyList<string> Names() =>
        [.. SeedReader.Embedded("presets").Select(path => Path.GetFileNameWithoutExtension(path))];

    /// <exception cref="SeedFileException">There is no such preset, or it is broken.</exception>
    public static PresetFile Load(string name)
    {
        var path = $"presets/{name}.json";
        using var stream = SeedReader.OpenEmbedded(path);
        return SeedReader.Parse<PresetFile>(stream, path);
    }
}

/// <summary>One line of the script.</summary>
/// <param name="Step">What happens.</param>
/// <param name="Deal">The deal it belongs to; null outside deals.</param>
public sealed record ScriptLine(IPresetStep Step, DealPreset? Deal)
{
    public string? Subject => (Step as PresetStep)?.Subject;
}

/// <summary>A day of the script.</summary>
/// <param name="Turns">One after the other; in each the lanes go side by side, and in a lane one line after the other.</param>
public sealed record ScriptDay(int Day, IReadOnlyList<IReadOnlyList<IReadOnlyList<ScriptLine>>> Turns)
{
    /// <summary>Neighbours with a subject share a turn, with a lane for each subject; a line without one is a turn by itself.</summary>
    internal static IReadOnlyList<IReadOnlyList<IReadOnlyList<ScriptLine>>> TurnsOf(IEnumerable<ScriptLine> lines)
    {
        var turns = new List<List<ScriptLine>>();
        foreach (var line in lines)
        {
            if (line.Subject is not null && turns is [.., [{ Subject: not null }, ..] last]) last.Add(line);
            else turns.Add([line]);
        }

        return [.. turns.Select(turn => turn.GroupBy(line => line.Subject, StringComparer.Ordinal).Select(lane => lane.ToList()).ToList())];
    }
}

/// <summary>What every step says: when, and by whom.</summary>
public interface IPresetStep
{
    /// <summary>Days from the day of loading; negative before it.</summary>
    int Day { get; }

    /// <summary>The sign-in that acts.</summary>
    string By { get; }
}

/// <summary>An account of the demonstration. Its password is the loader's to make; none is written down.</summary>
public sealed record SignInPreset
{
    public required string Id { get; init; }

    public required Role Role { get; init; }

    /// <summary>A bank's or enterprise's fixture id, or a bureau's name; null for the operator.</summary>
    public string? Organisation { get; init; }

    /// <summary>The bureau's region; null for others.</summary>
    public RegionCode? RegionCode { get; init; }

    public required string Title { get; init; }

    /// <summary>Whether it is shown to visitors; the others only act in the script.</summary>
    public required bool Offered { get; init; }

    public required string Source { get; init; }

    public required IReadOnlyList<string> Illustrative { get; init; }
}

/// <summary>The meeting 对接会 as far as it was published.</summary>
public sealed record MeetingPreset
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    public required string AlsoCalled { get; init; }

    public required string Place { get; init; }

    public required RegionCode RegionCode { get; init; }

    public required IReadOnlyList<string> Hosts { get; init; }

    public required IReadOnlyList<string> Organisers { get; init; }

    public required IReadOnlyList<string> Supporters { get; init; }

    public required IReadOnlyList<string> Briefings { get; init; }

    public required IReadOnlyList<string> Topics { get; init; }

    public required IReadOnlyList<string> FollowUpOn { get; init; }

    public required string Outcome { get; init; }

    public required IReadOnlyList<string> NextSteps { get; init; }

    public required string OffsetMethod { get; init; }

    /// <summary>When the bulletin came out; the day itself was not published.</summary>
    public required DateOnly ReportedOn { get; init; }

    public required int Day { get; init; }

    public required string Source { get; init; }

    public required IReadOnlyList<string> Illustrative { get; init; }
}

/// <summary>One need followed up with one product, from its pairing to where it stands on the day of loading.</summary>
public sealed record DealPreset
{
    public required string Id { get; init; }

    public required string Need { get; init; }

    public required string Product { get; init; }

    public required string Story { get; init; }

    /// <summary>The stage it has reached on the day of loading.</summary>
    public required DealStage ExpectedStage { get; init; }

    /// <summary>Whether a limit has run out by then.</summary>
    public required bool ExpectedOverdue { get; init; }

    public required string Source { get; init; }

    public required IReadOnlyList<string> Illustrative { get; init; }

    public required IReadOnlyList<DealPresetStep> Steps { get; init; }
}
