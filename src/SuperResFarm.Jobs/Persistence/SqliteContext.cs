using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace SuperResFarm.Jobs.Persistence;

/// <summary>The tables on SQLite.</summary>
internal sealed class SqliteContext(DbContextOptions<SqliteContext> options) : JobsContext(options)
{
    public static DbContextOptions<SqliteContext> Options(string connectionString) =>
        new DbContextOptionsBuilder<SqliteContext>().UseSqlite(connectionString).Options;

    /// <summary>For <c>dotnet ef migrations add NAME --context SqliteContext --output-dir MigrationsSqlite</c>.</summary>
    internal sealed class Designed : IDesignTimeDbContextFactory<SqliteContext>
    {
        public SqliteContext CreateDbContext(string[] args) => new(Options("Data Source=nowhere"));
    }
}
