using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace SuperResFarm.Jobs.Persistence;

/// <summary>The tables on PostgreSQL.</summary>
internal sealed class PostgresContext(DbContextOptions<PostgresContext> options) : JobsContext(options)
{
    public static DbContextOptions<PostgresContext> Options(string connectionString) =>
        new DbContextOptionsBuilder<PostgresContext>().UseNpgsql(connectionString).Options;

    /// <summary>For <c>dotnet ef migrations add NAME --context PostgresContext --output-dir MigrationsPostgres</c>.</summary>
    internal sealed class Designed : IDesignTimeDbContextFactory<PostgresContext>
    {
        public PostgresContext CreateDbContext(string[] args) => new(Options("Host=nowhere"));
    }
}
