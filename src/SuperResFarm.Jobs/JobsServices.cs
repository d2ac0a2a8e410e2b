using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SuperResFarm.Jobs.Dispatch;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Store;

namespace SuperResFarm.Jobs;

/// <summary>Composition.</summary>
public static class JobsServices
{
    /// <summary>
    /// Adds what jobs need. The host registers an <see cref="IItemPublisher"/>, may register <see cref="LedgerOptions"/> and
    /// <see cref="DispatchOptions"/> of its own, migrates the database at start, and runs <see cref="Dispatcher"/> and <see cref="Reaper"/>.
    /// </summary>
    /// <param name="services">Where.</param>
    /// <param name="database">Opens the database.</param>
    public static IServiceCollection AddJobs(this IServiceCollection services, Func<IServiceProvider, JobsDatabase> database)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(database);
        services.TryAddSingleton<LedgerOptions>();
        services.TryAddSingleton<DispatchOptions>();
        services.TryAddSingleton<JobSubmitter>();
        services.TryAddSingleton<JobReader>();
        services.TryAddSingleton<JobControl>();
        services.TryAddSingleton<ItemClaims>();
        services.TryAddSingleton<ItemLedger>();
        services.TryAddSingleton<Dispatcher>();
        services.TryAddSingleton<Reaper>();
        return services;
    }
}
