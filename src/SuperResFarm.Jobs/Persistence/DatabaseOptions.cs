using Microsoft.Data.Sqlite;
using Npgsql;
using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Jobs.Persistence;

/// <summary>Where jobs are kept.</summary>
public sealed record DatabaseOptions
{
    /// <summary>Where the settings stand in a configuration.</summary>
    public const string Section = "Database";

    /// <value><c>Sqlite</c>, one file and one process, or <c>Postgres</c>, for many processes: default <c>Sqlite</c>.</value>
    public DatabaseKind Kind { get; init; } = DatabaseKind.Sqlite;

    /// <value>
    /// <c>Data Source=/data/jobs.db</c> for SQLite, whose folder exists; <c>Host=...;Database=...;Username=...;Password=...</c> for
    /// PostgreSQL. Either this or <see cref="ConnectionStringFile"/>.
    /// </value>
    public string? ConnectionString { get; init; }

    /// <value>Path of a file that holds the connection string, such as a mounted secret. Read once, at start.</value>
    public string? ConnectionStringFile { get; init; }

    /// <summary>Refuses settings that cannot work, all mistakes at once.</summary>
    /// <exception cref="FarmException"><see cref="FailureCode.SettingsInvalid"/> with every mistake.</exception>
    public DatabaseOptions Checked() => Settings.Check(this, Mistakes());

    /// <returns>The connection string, wherever it stands; empty: nowhere.</returns>
    internal string Address() => ConnectionStringFile is { Length: > 0 } file ? File.ReadAllText(file).Trim() : ConnectionString ?? "";

    internal IEnumerable<string> Mistakes()
    {
        if (!Enum.IsDefined(Kind))
            yield return $"{Section}:Kind must be Sqlite or Postgres.";
        var (given, file) = (!string.IsNullOrWhiteSpace(ConnectionString), !string.IsNullOrWhiteSpace(ConnectionStringFile));
        if (given == file)
            yield return $"{Section}: set either ConnectionString or ConnectionStringFile{(given ? ", not both" : "")}.";
        else if (file && !CanRead(ConnectionStringFile))
            yield return $"{Section}:ConnectionStringFile names no file that can be read.";
        else if (MistakeIn(Address()) is { } mistake)
            yield return $"{Section}:{(file ? "ConnectionStringFile" : "ConnectionString")} {mistake}.";
    }

    private static bool CanRead(string? path)
    {
        try
        {
            using var file = File.OpenRead(path ?? "");
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    // Says nothing of what stands there: it may be a password.
    private string? MistakeIn(string address)
    {
        try
        {
            return Kind == DatabaseKind.Postgres ? MistakeIn(new NpgsqlConnectionStringBuilder(address)) : MistakeIn(new SqliteConnectionStringBuilder(address));
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or InvalidCastException or OverflowException or KeyNotFoundException)
        {
            return Kind == DatabaseKind.Postgres
                ? "must have the form Host=...;Database=...;Username=...;Password=..." : "must have the form Data Source=/folder/jobs.db";
        }
    }

    private static string? MistakeIn(NpgsqlConnectionStringBuilder address) =>
        string.IsNullOrEmpty(address.Host) ? "must name a Host"
        : string.IsNullOrEmpty(address.Database) ? "must name a Database"
        : null;

    private static string? MistakeIn(SqliteConnectionStringBuilder address) =>
        address.DataSource.Length == 0 || address.DataSource == ":memory:" || address.Mode == SqliteOpenMode.Memory
            ? "must name a file as Data Source: jobs in memory would not outlive the process"
        : address.Mode == SqliteOpenMode.ReadOnly ? "must not set Mode=ReadOnly"
        : address.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase) ? null
        : Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(address.DataSource))) ? null
        : "names a file in a folder that does not exist; create the folder";
}
