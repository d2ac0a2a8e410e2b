namespace SuperResFarm.Jobs.Persistence;

/// <summary>Kinds of databases.</summary>
public enum DatabaseKind
{
    /// <summary>A file; one process.</summary>
    Sqlite,

    /// <summary>A PostgreSQL server, 12 or later; many processes.</summary>
    Postgres,
}
