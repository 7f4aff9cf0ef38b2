using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using ClimateFinance.Api.Hosting;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Matching;
using ClimateFinance.Store.Postgres;
using Xunit;

namespace ClimateFinance.Architecture.Tests;

/// <summary>
/// The domain and the engine touch no file, no network, no database, no clock and no chance: read off the compiled assemblies, whatever the source
/// says and however deep it is hidden.
/// </summary>
public sealed class PurityTests
{
    private static readonly string[] Namespaces =
        ["System.IO", "System.Net", "System.Data", "Microsoft.Extensions", "Microsoft.AspNetCore", "Npgsql", "System.Security.Cryptography", "System.Diagnostics.Process"];

    private static readonly HashSet<string> Types =
    [
        "System.TimeProvider", "System.Random", "System.Console", "System.AppContext", "System.Diagnostics.Stopwatch",
        "System.Diagnostics.Process", "System.Threading.Timer", "System.Threading.PeriodicTimer", "System.TimeZoneInfo",
    ];

    private static readonly HashSet<string> Members =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTimeOffset.get_Now",
        "System.DateTimeOffset.get_UtcNow", "System.Guid.NewGuid", "System.Guid.CreateVersion7", "System.Threading.Thread.Sleep",
        "System.Threading.Tasks.Task.Delay",
    ];

    /// <summary>Of cryptography only what makes the same of the same: hashing, and checking a signature. Signing and keys are chance.</summary>
    private static readonly HashSet<string> Repeatable =
    [
        "System.Security.Cryptography.SHA256", "System.Security.Cryptography.HashAlgorithmName", "System.Security.Cryptography.ECDsa",
        "System.Security.Cryptography.ECAlgorithm", "System.Security.Cryptography.AsymmetricAlgorithm", "System.Security.Cryptography.DSASignatureFormat",
        "System.Security.Cryptography.CryptographicException",
    ];

    /// <summary>What every enumerator that the compiler makes asks for.</summary>
    private const string OwnThread = "System.Environment.get_CurrentManagedThreadId";

    [Fact]
    public void The_engine_reaches_nothing_outside_itself() => Assert.Empty(Impure(typeof(PairEvaluator).Assembly));

    [Fact]
    public void The_domain_reaches_nothing_outside_itself() => Assert.Empty(Impure(typeof(Cny).Assembly));

    [Fact]
    public void What_does_reach_outside_is_noticed()
    {
        Assert.Contains(Impure(typeof(PostgresEventStore).Assembly), name => name.StartsWith("Npgsql", StringComparison.Ordinal));
        Assert.Contains("System.TimeProvider", Impure(typeof(MarketServices).Assembly));
        Assert.Contains("System.Guid.NewGuid", Impure(typeof(PurityTests).Assembly));
        Assert.NotEqual(Guid.Empty, Guid.NewGuid());
    }

    private static List<string> Impure(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        var types = metadata.TypeReferences.Select(handle => Name(metadata, metadata.GetTypeReference(handle))).ToArray();
        Assert.NotEmpty(types);
        var members = metadata.MemberReferences
            .Select(metadata.GetMemberReference)
            .Where(member => member.Parent.Kind == HandleKind.TypeReference)
            .Select(member => $"{Name(metadata, metadata.GetTypeReference((TypeReferenceHandle)member.Parent))}.{metadata.GetString(member.Name)}");
        return
        [
            .. types.Where(type => Types.Contains(type) || (!Repeatable.Contains(type) && Namespaces.Any(space => type.StartsWith(space + '.', StringComparison.Ordinal))))
                .Concat(members.Where(name => Members.Contains(name) || name.StartsWith("System.Security.Cryptography.ECDsa.Sign", StringComparison.Ordinal) || (name.StartsWith("System.Environment.", StringComparison.Ordinal) && name != OwnThread))).Distinct().Order(StringComparer.Ordinal),
        ];
    }

    private static string Name(MetadataReader metadata, TypeReference type) => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
}
