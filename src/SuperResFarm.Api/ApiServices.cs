using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SuperResFarm.Api.Access;
using SuperResFarm.Api.Background;
using SuperResFarm.Api.Catalog;
using SuperResFarm.Api.Endpoints;
using SuperResFarm.Api.Estimates;
using SuperResFarm.Api.Events;
using SuperResFarm.Api.Health;
using SuperResFarm.Api.Manifests;
using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Requests;
using SuperResFarm.Api.Settings;
using SuperResFarm.Api.Submissions;
using SuperResFarm.Api.Uploads;
using SuperResFarm.Api.Webhooks;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Hosting.Health;
using SuperResFarm.Hosting.Startup;
using SuperResFarm.Jobs;
using SuperResFarm.Jobs.Dispatch;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Storage;

namespace SuperResFarm.Api;

/// <summary>Composition of this project.</summary>
public static class ApiServices
{
    /// <summary>
    /// Adds the service: HTTP, the dispatcher, and the taking of the workers' reports, over jobs, storage and models, each configured by its
    /// section. The host adds a broker before this, so that reports are still written while the broker stops.
    /// </summary>
    /// <param name="services">Where.</param>
    public static IServiceCollection AddFarmApi(this IServiceCollection services)
    {
        services.AddFarmOptions<ApiOptions, ApiOptionsValidator>(ApiOptions.Section);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ApiOptions>, ListeningRule>());
        services.AddStorage();
        services.AddJobs();
        AddAnswers(services);
        AddAccess(services);
        AddSubmissions(services);
        AddBackground(services);
        services.TryAddSingleton<StoreCheck>();   // remembers its last answer
        services.AddHealthChecks()
            .AddCheck<StartCheck>("start", tags: [HealthEndpoints.Startup, HealthEndpoints.Ready])
            .AddCheck<DatabaseCheck>("database", tags: [HealthEndpoints.Ready], timeout: TimeSpan.FromSeconds(5))
            .AddCheck<StoreCheck>("store", tags: [HealthEndpoints.Ready], timeout: TimeSpan.FromSeconds(10));
        return services;
    }

    private static void AddAnswers(IServiceCollection services)
    {
        services.Configure<KestrelServerOptions>(kestrel => kestrel.AddServerHeader = false);
        services.ConfigureHttpJsonOptions(json => FarmJson.Apply(json.SerializerOptions));
        services.AddOpenApi(ApiDocument.Name, ApiDocument.Configure);
        services.AddTransient<IStartupFilter, ProblemPages>();
        services.TryAddSingleton<ProblemGuard>();
        services.TryAddSingleton<RequestFacts>();
        services.TryAddSingleton<JobWatches>();
        services.TryAddSingleton<JobWaits>();
        services.TryAddSingleton<EventStream>();
    }

    private static void AddAccess(IServiceCollection services)
    {
        services.TryAddSingleton<KeyHasher>();
        services.TryAddSingleton<KeyRing>();
        services.TryAddSingleton<KeyUse>();
        services.TryAddSingleton<RateGate>();
        services.TryAddSingleton<RefusalAudit>();
        services.TryAddSingleton<Gatekeeper>();
        services.TryAddSingleton<TenantPlaces>();
        services.TryAddSingleton<AccessBook>();
    }

    private static void AddSubmissions(IServiceCollection services)
    {
        services.AddFarmOptions<ModelsOptions, ModelsCheck>(ModelsOptions.Section);
        services.TryAddSingleton(provider => KnownModels.Of(provider.GetRequiredService<IOptions<ModelsOptions>>().Value));
        services.TryAddSingleton<FaceCheck>();
        services.TryAddSingleton<ParameterCheck>();
        services.TryAddSingleton<LimitRules>();
        services.TryAddSingleton<RequestRules>();
        services.TryAddSingleton<ItemLists>();
        services.TryAddSingleton<Spool>();
        services.TryAddSingleton<PrefixCrawl>();
        services.TryAddSingleton<PrefixPages>();
        services.TryAddSingleton<ManifestFetch>();
        services.TryAddSingleton<JobIntake>();
    }

    // Started in this order and stopped in the other: the dispatcher stops first, then what reports were taken is written.
    private static void AddBackground(IServiceCollection services)
    {
        services.TryAddSingleton<StartGate>();
        services.TryAddSingleton<IItemPublisher, BusPublisher>();
        services.TryAddSingleton<ReportInbox>();
        services.TryAddSingleton<ReportLedger>();
        services.AddHostedService<CardCopies>();
        services.AddHostedService<MigrationService>();
        services.AddHostedService<ReportService>();
        services.AddHostedService<DispatchService>();
        services.TryAddSingleton<Crawler>();
        services.AddHostedService<CrawlService>();
        services.AddHostedService<BacklogWatch>();
        services.TryAddSingleton<ResultRemoval>();
        services.AddHostedService<DeletionService>();
        services.AddHostedService(provider => provider.GetRequiredService<KeyUse>());
        services.AddWebhooks();
        services.AddUploads();
        services.AddEstimates();
    }
}
