using ClimateFinance.Store.Postgres;
using JasperFx;
using JasperFx.Events;
using Marten;

namespace ClimateFinance.Store.Marten;

/// <summary>Marten's own configuration for these tables: pinned names, our JSON, all metadata columns, quick appends.</summary>
internal static class MartenStores
{
    public static DocumentStore Build(PostgresDatabase database, EventRegistry registry)
    {
        var options = new StoreOptions();
        options.Connection(database.Source);
        options.DatabaseSchemaName = database.Options.Schema;
        options.Events.DatabaseSchemaName = database.Options.Schema;
        options.Serializer(new EventSerializer());

        // The tables are there; what Marten lacks is made once, by PrepareAsync, and no session looks again.
        options.AutoCreateSchemaObjects = AutoCreate.None;

        // A statement that failed has broken its transaction, in which it cannot be tried again; the store's own pipelines begin anew.
        options.ConfigurePolly(static _ => { });
        options.ConfigureWritePolly(static _ => { });

        // Quick, with the time of the command and not the server's.
        options.Events.StreamIdentity = StreamIdentity.AsGuid;
        options.Events.AppendMode = EventAppendMode.QuickWithServerTimestamps;
        options.Events.EnableBigIntEvents = true;
        options.Events.MetadataConfig.EnableAll();
        options.Events.MetadataConfig.UserNameEnabled = true; // not among all; a column that Marten does not know it would drop
        foreach (var kind in registry.Kinds) options.Events.MapEventType(kind.Type, kind.Name);

        return new DocumentStore(options);
    }
}
