using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Persons;

/// <summary>
/// Seals what is known of a person under a key of that person alone, which is wrapped under a key that never is in the database. Erasing destroys the
/// person's key, and with it whatever copy of the sealed row there may be.
/// </summary>
internal sealed partial class PersonVault(InstallationKeys keys, ILogger<PersonVault> logger)
{
    /// <summary>As <see cref="Read"/> wants them, of <c>person p left join person_key k on k.person_id = p.id</c>.</summary>
    public const string Columns = "p.id, p.organisation_id, p.kind, p.created_at, p.erased_at, p.sealed, k.wrapped, p.name, p.position, p.phone, p.email";

    public const string Tables = "person p left join person_key k on k.person_id = p.id";

    private readonly Lazy<SealingKey> wrapping = new(() => new SealingKey(keys.Derive("persons")));

    /// <summary>A new key of the person, wrapped, and what is known sealed under it.</summary>
    public (byte[] Wrapped, byte[] Sealed) Seal(Guid person, PersonBody known)
    {
        var key = RandomNumberGenerator.GetBytes(SealingKey.KeyBytes);
        try
        {
            var plain = JsonSerializer.SerializeToUtf8Bytes(known, ApiJson.Options);
            return (wrapping.Value.Seal(key, KeyPlace(person)), new SealingKey(key).Seal(plain, Place(person)));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>
    /// A person, of a row of <see cref="Columns"/>. One whose key is gone is as good as erased, though a restored backup brought the row back; so is, and is logged,
    /// one whose row was changed by another hand, or was sealed with another key folder.
    /// </summary>
    public PersonView Read(DbDataReader row)
    {
        var id = row.GetGuid(0);
        var known = (row.IsDBNull(5), row.IsDBNull(6)) switch
        {
            (false, false) => Open(id, row.GetFieldValue<byte[]>(6), row.GetFieldValue<byte[]>(5)),
            (true, _) when !row.IsDBNull(7) => new PersonBody(row.GetString(7), row.IsDBNull(8) ? string.Empty : row.GetString(8), Text(row, 9), Text(row, 10)),
            _ => null,
        };
        return new PersonView(
            id, row.GetGuid(1), EnumNames.Read<PersonKind>(row.GetString(2)), known?.Name, known?.Position, known?.Phone, known?.Email,
            row.GetFieldValue<DateTimeOffset>(3), row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4));
    }

    /// <summary>The statements that keep a sealed person's key.</summary>
    public static Sql KeepKey(Guid person, byte[] wrapped) => new("insert into person_key (person_id, wrapped) values ($1, $2)", person, wrapped);

    private PersonBody? Open(Guid person, byte[] wrapped, byte[] kept)
    {
        try
        {
            return Opened(person, wrapped, kept);
        }
        catch (CryptographicException)
        {
            LogUnreadable(logger, person);
            return null;
        }
    }

    private PersonBody Opened(Guid person, byte[] wrapped, byte[] kept)
    {
        var key = wrapping.Value.Open(wrapped, KeyPlace(person));
        try
        {
            return JsonSerializer.Deserialize<PersonBody>(new SealingKey(key).Open(kept, Place(person)), ApiJson.Options)!;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static string KeyPlace(Guid person) => $"person_key/{person}/wrapped";

    private static string Place(Guid person) => $"person/{person}/sealed";

    [LoggerMessage(Level = LogLevel.Error, Message = "The person {Person} does not open: its row was changed, or it was sealed with another key folder.")]
    private static partial void LogUnreadable(ILogger logger, Guid person);

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
