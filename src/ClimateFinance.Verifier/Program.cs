using System.Security.Cryptography;
using System.Text.Json;
using ClimateFinance.Domain.Evidence;

// Checks an evidence pack, of a deal or of a meeting's carbon account, without the marketplace. Exit code: 0 it holds, 1 it does not, 2 it could not be read.
const string Usage =
    """
    Checks an evidence pack without the marketplace that made it.

        dotnet run --project src/ClimateFinance.Verifier -- pack.json [KEY] [--document FILE]...

    KEY is the id of the marketplace's evidence key (64 hex digits), learnt elsewhere than from the pack. Without it the pack is only shown
    to be consistent with the key that it brings along. Each FILE must be one of the documents that the pack names, byte for byte.
    """;

var files = new List<string>();
var plain = new List<string>();
for (var i = 0; i < args.Length; i++)
{
    if (args[i] == "--document" && i + 1 < args.Length) files.Add(args[++i]);
    else plain.Add(args[i]);
}

if (plain is not ([_] or [_, _]) || plain.Exists(given => given.StartsWith('-')))
{
    Console.Error.WriteLine(Usage);
    return 2;
}

Digest? trusted = null;
if (plain is [_, var key])
{
    if (!Digest.TryParse(key, out var id))
    {
        Console.Error.WriteLine($"'{key}' is no key id: 64 lower-case hex digits.");
        return 2;
    }

    trusted = id;
}

EvidencePack pack;
try
{
    using var file = File.OpenRead(plain[0]);
    pack = JsonSerializer.Deserialize<EvidencePack>(file, EvidenceJson.Options) ?? throw new JsonException("The file says null.");
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
{
    Console.Error.WriteLine($"{plain[0]} cannot be read as an evidence pack: {e.Message}");
    return 2;
}

var faults = PackVerifier.Faults(pack, trusted).ToList();
var named = new List<string>();
foreach (var path in files)
{
    try
    {
        using var file = File.OpenRead(path);
        var digest = Convert.ToHexStringLower(SHA256.HashData(file));
        if (pack.Documents.FirstOrDefault(d => d.Sha256 == digest) is { } document) named.Add($"{path} is '{document.Name}' ({document.Kind}), which event {document.Version} names.");
        else faults.Add($"{path} is none of the documents that the pack names: its SHA-256 is {digest}.");
    }
    catch (Exception e) when (e is IOException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine($"{path} cannot be read: {e.Message}");
        return 2;
    }
}

Console.WriteLine($"Record {pack.Deal}: {pack.Events.Count} events, {pack.Events.Count(e => e.Event is null)} of them by their hash alone, {pack.Documents.Count} documents.");
Console.WriteLine($"Checkpoint over {pack.Signed.Checkpoint.Size} events of {pack.Signed.Checkpoint.At:u}, signed by the key {pack.Signed.KeyId}{(trusted is null ? ", which this run was not told to trust" : "")}.");
foreach (var (version, digest) in StatedDigests.In(pack)) Console.WriteLine($"Event {version} states the SHA-256 of a statement: {digest}");
foreach (var words in named) Console.WriteLine(words);
foreach (var fault in faults) Console.WriteLine($"  NOT SO: {fault}");
Console.WriteLine(faults.Count == 0 ? "It holds: every event is as it was recorded." : $"It does not hold: {faults.Count} faults.");
return faults.Count == 0 ? 0 : 1;
