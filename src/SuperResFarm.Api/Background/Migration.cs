using SuperResFarm.Api.Problems;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Jobs.Persistence;

namespace SuperResFarm.Api.Background;

/// <summary><c>superres-api migrate</c>: brings the database up to date and ends, for deployments that do it once before the new services start.</summary>
public static class Migration
{
    /// <summary>Does it; a database that is up to date stays as it is.</summary>
    /// <param name="services">Of the service, which does not run.</param>
    /// <exception cref="FarmException">The database is not to be had.</exception>
    public static async Task RunAsync(IServiceProvider services)
    {
        try
        {
            await services.GetRequiredService<JobsDatabase>().MigrateAsync(CancellationToken.None);
        }
        catch (Exception fault) when (FaultMap.IsOfDatabase(fault))
        {
            throw new FarmException(FailureCode.Internal, Disposition.Retry, $"The database cannot be brought up to date: {fault.GetBaseException().Message}", fault);
        }
        Log.DatabaseReady(services.GetRequiredService<ILogger<MigrationService>>());
    }
}
