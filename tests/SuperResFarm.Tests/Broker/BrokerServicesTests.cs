using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using SuperResFarm.Broker;
using SuperResFarm.Broker.Memory;
using SuperResFarm.Broker.Queues;
using SuperResFarm.Broker.RabbitMq;

namespace SuperResFarm.Tests.Broker;

public class BrokerServicesTests
{
    [Fact]
    public void AddBroker_NoSettings_IsRabbitMq()
    {
        using var provider = Provider();
        Assert.IsType<RabbitBroker>(provider.GetRequiredService<IFarmBroker>());
    }

    [Fact]
    public void AddBroker_InMemory_IsThisProcess()
    {
        using var provider = Provider(("Broker:Kind", "InMemory"));
        Assert.IsType<InMemoryBroker>(provider.GetRequiredService<IFarmBroker>());
    }

    [Fact]
    public void AddBroker_Settings_AreRead()
    {
        using var provider = Provider(("Broker:Host", "rabbit"), ("Broker:Port", "1234"), ("Broker:VirtualHost", "farm"), ("Broker:Username", "u"), ("Broker:Password", "p"),
            ("Broker:Tls", "true"), ("Broker:HeartbeatSeconds", "30"), ("Broker:Management", "http://rabbit:15672"));
        var options = provider.GetRequiredService<IOptions<BrokerOptions>>().Value;
        Assert.Equal(("rabbit", 1234, "farm", "u", "p", true, 30, "http://rabbit:15672/"),
            (options.Host, options.Port!.Value, options.VirtualHost, options.Username, options.Password, options.Tls, options.HeartbeatSeconds, options.Management!.AbsoluteUri));
        Assert.Equal("amqps://u@rabbit:1234/farm", new RabbitAddress(options).ToString());
        Assert.DoesNotContain("p", options.ToString()!.Replace(typeof(BrokerOptions).FullName!, "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void AddBroker_WrongSettings_NamesTheKeys()
    {
        using var provider = Provider(("Broker:Port", "0"), ("Broker:HeartbeatSeconds", "0"));
        var fault = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IFarmBroker>);
        Assert.Contains("Broker:Port", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Broker:HeartbeatSeconds", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddBroker_Health_IsOneCheckThatReadinessAsks()
    {
        using var provider = Provider();
        var check = Assert.Single(provider.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations);
        Assert.Equal("broker", check.Name);
        Assert.Contains("ready", check.Tags);
    }

    private static ServiceProvider Provider(params (string Key, string Value)[] settings) => new ServiceCollection()
        .AddLogging()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(pair => pair.Key, pair => (string?)pair.Value)).Build())
        .AddBroker()
        .BuildServiceProvider();
}
