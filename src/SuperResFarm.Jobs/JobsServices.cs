using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SuperResFarm.Jobs.Deletion;
using SuperResFarm.Jobs.Dispatch;
using SuperResFarm.Jobs.Estimates;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Store;
using SuperResFarm.Jobs.Tenants;
using SuperResFarm.Jobs.Webhooks;

namespace SuperResFarm.Jobs;

/// <summary>Composition.</summary>
public static class JobsServices
{
    /// <summary>
    /// Adds what jobs need, with the database that the section <see cref="DatabaseOptions.Section"/> of the host's configuration describes.
    /// The host registers an <see cref="IItemPublisher"/>, migrates the database at start, and runs <see cref="Dispatcher"/>,
    /// <see cref="Reaper"/> and <see cref="DeadlineWatch"/>.
    /// </summary>
    /// <remarks>
    /// <see cref="DispatchOptions"/> and <see cref="LedgerOptions"/> come from their sections, unless the host has registered some of its own.
    /// Mistakes in any section are reported together when the host starts.
    /// </remarks>
    /// <param name="services">Where.</param>
    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.Bind<DatabaseOptions>(DatabaseOptions.Section, options => options.Mistakes());
        return services.AddJobs(provider => JobsDatabase.Open(provider.GetRequiredService<IOptions<DatabaseOptions>>().Value));
    }

    /// <summary>Likewise, with a database that the host opens itself.</summary>
    /// <param name="services">Where.</param>
    /// <param name="database">Opens the database.</param>
    public static IServiceCollection AddJobs(this IServiceCollection services, Func<IServiceProvider, JobsDatabase> database)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(database);
        services.Bind<LedgerOptions>(LedgerOptions.Section, options => options.Mistakes());
        services.Bind<DispatchOptions>(DispatchOptions.Section, options => options.Mistakes());
        services.TryAddSingleton<JobSubmitter>();
        services.TryAddSingleton<JobReader>();
        services.TryAddSingleton<JobControl>();
        services.TryAddSingleton<JobDeletion>();
        services.TryAddSingleton<DeletedJobs>();
        services.TryAddSingleton<Retention>();
        services.TryAddSingleton<ItemClaims>();
        services.TryAddSingleton<ItemLedger>();
        services.TryAddSingleton<IdempotencyKeys>();
        services.TryAddSingleton<TenantStore>();
        services.TryAddSingleton<KeyStore>();
        services.TryAddSingleton<AuditLog>();
        services.TryAddSingleton<Dispatcher>();
        services.TryAddSingleton<Reaper>();
        services.TryAddSingleton<JobStops>();
        services.TryAddSingleton<JobCrawls>();
        services.TryAddSingleton<DeadlineWatch>();
        services.TryAddSingleton<WebhookStore>();
        services.TryAddSingleton<DeliveryLog>();
        services.TryAddSingleton<DueDeliveries>();
        services.TryAddSingleton<ItemFeeds>();
        services.TryAddSingleton<WebhookUpkeep>();
        services.TryAddSingleton<SurveyStore>();
        services.TryAddSingleton<FarmPaceReader>();
        return services;
    }

    private static void Bind<T>(this IServiceCollection services, string section, Func<T, IEnumerable<string>> mistakes) where T : class
    {
        if (services.Any(service => service.ServiceType == typeof(T)))
            return;
        services.AddOptions<T>().BindConfiguration(section, binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<T>>(new Settings.Validator<T>(mistakes)));
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<T>>().Value);
    }
}
