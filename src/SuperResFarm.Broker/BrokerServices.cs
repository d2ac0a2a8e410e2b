using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SuperResFarm.Broker.Memory;
using SuperResFarm.Broker.Queues;
using SuperResFarm.Broker.RabbitMq;

namespace SuperResFarm.Broker;

/// <summary>Composition of this project.</summary>
public static class BrokerServices
{
    /// <summary>Adds the one <see cref="IFarmBroker"/> that <see cref="BrokerOptions"/> describe, read from the section <c>Broker</c> and checked at start,
    /// and the health check <c>broker</c>, tagged <c>ready</c>. The host starts without a broker, and is just not ready. To be added before the services that
    /// use it, so that it ends after them.</summary>
    public static IServiceCollection AddBroker(this IServiceCollection services)
    {
        services.AddOptions<BrokerOptions>().BindConfiguration(BrokerOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BrokerOptions>, BrokerOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IFarmBroker>(provider => Create(
            provider.GetRequiredService<IOptions<BrokerOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<IHostedService>(provider => new BrokerLifetime(provider.GetRequiredService<IFarmBroker>));
        services.AddHealthChecks().AddCheck<BrokerHealthCheck>(BrokerHealthCheck.Name, tags: ["ready"]);
        return services;
    }

    private static IFarmBroker Create(BrokerOptions options, TimeProvider time, ILoggerFactory loggers) => options.Kind switch
    {
        BrokerKind.InMemory => new InMemoryBroker(time, loggers.CreateLogger<InMemoryBroker>()),
        _ => new RabbitBroker(options, time, loggers),
    };
}
