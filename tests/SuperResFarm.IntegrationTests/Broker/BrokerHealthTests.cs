using Microsoft.Extensions.Diagnostics.HealthChecks;
using SuperResFarm.Broker.Queues;
using SuperResFarm.IntegrationTests.Servers;

namespace SuperResFarm.IntegrationTests.Broker;

/// <summary>What readiness says of a broker.</summary>
public class BrokerHealthTests(RabbitServers servers) : RabbitTests(servers)
{
    private const string Secret = "this-is-the-wrong-password";

    [Fact]
    public async Task InMemory_IsHealthy()
    {
        await using var farm = await BrokerHost.StartAsync(new Dictionary<string, string?> { ["Broker:Kind"] = "InMemory" });
        Assert.Equal(HealthStatus.Healthy, (await farm.HealthAsync()).Status);
    }

    [Fact]
    public async Task NoBroker_StartsAndSaysWhatIsMissing()
    {
        var port = FreePort.Take(1)[0];
        await using var farm = await BrokerHost.StartAsync(new Dictionary<string, string?> { ["Broker:Host"] = "127.0.0.1", ["Broker:Port"] = $"{port}" });
        Assert.Equal(HealthStatus.Unhealthy, (await farm.HealthAsync()).Status);
        await Wait.UntilAsync(() => farm.Said.Any(line => line.StartsWith("Warning 5002", StringComparison.Ordinal)));
        var detail = await farm.HealthBecomesAsync(HealthStatus.Unhealthy);
        Assert.Contains($"No broker answers at amqp://guest@127.0.0.1:{port}/", detail, StringComparison.Ordinal);
        Assert.Contains("Broker:Port", detail, StringComparison.Ordinal);
    }

    [RabbitFact]
    public async Task Policies_MissingThenImported_DegradedThenHealthy()
    {
        var host = await Server.NewVirtualHostAsync();
        await using var farm = await BrokerHost.StartAsync(Server.Settings(host));
        var detail = await farm.HealthBecomesAsync(HealthStatus.Degraded);
        string[] keys = ["delivery-limit", "dead-letter-exchange", "dead-letter-strategy", "overflow"];
        Assert.All(keys, key => Assert.Contains($"The policy {key} is not set for superres.upscale.high, superres.upscale.normal, superres.upscale.bulk, superres.reports:", detail, StringComparison.Ordinal));
        Assert.Equal(await Server.VersionAsync() >= new Version(3, 12), detail.Contains("consumer-timeout", StringComparison.Ordinal));
        Assert.Contains("deploy/rabbitmq/definitions.json", detail, StringComparison.Ordinal);
        await Server.ImportDefinitionsAsync(host);
        await farm.HealthBecomesAsync(HealthStatus.Healthy);
    }

    [RabbitFact]
    public async Task Management_NotNamedOrNotThere_IsSaid()
    {
        var host = await Server.NewVirtualHostAsync();
        var settings = Server.Settings(host);
        await using var unnamed = await BrokerHost.StartAsync(settings.Where(setting => setting.Key != "Broker:Management"));
        Assert.Contains("set Broker:Management", await unnamed.HealthBecomesAsync(HealthStatus.Healthy), StringComparison.Ordinal);
        settings["Broker:Management"] = $"http://127.0.0.1:{FreePort.Take(1)[0]}";
        await using var wrong = await BrokerHost.StartAsync(settings);
        Assert.Contains("check Broker:Management", await wrong.HealthBecomesAsync(HealthStatus.Degraded), StringComparison.Ordinal);
    }

    [RabbitFact]
    public async Task WrongPassword_NamesTheSettingsAndNeverThePassword()
    {
        var settings = Server.Settings(await Server.NewVirtualHostAsync());
        settings["Broker:Password"] = Secret;
        await using var farm = await BrokerHost.StartAsync(settings);
        await Wait.UntilAsync(() => farm.Said.Any(line => line.StartsWith("Warning 5002", StringComparison.Ordinal)));
        var detail = await farm.HealthBecomesAsync(HealthStatus.Unhealthy);
        Assert.Contains("Broker:Username and Broker:Password", detail, StringComparison.Ordinal);
        Assert.DoesNotContain(farm.Said.Append(detail), line => line.Contains(Secret, StringComparison.Ordinal));
    }

    [RabbitFact]
    public async Task PasswordFile_Replaced_ConnectsByItself()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, $"{Secret}\n");
            var settings = Server.Settings(await Server.NewVirtualHostAsync());
            (settings["Broker:Password"], settings["Broker:PasswordFile"]) = (null, file);
            await using var farm = await BrokerHost.StartAsync(settings);
            await Wait.UntilAsync(() => farm.Said.Any(line => line.StartsWith("Warning 5002", StringComparison.Ordinal)));
            var sending = farm.Broker.SendAsync(Messages.Bare(1), default);
            await File.WriteAllTextAsync(file, $"{Server.Password}\n");
            await Wait.ForAsync(sending);
            Assert.DoesNotContain(farm.Said, line => line.Contains(Secret, StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [RabbitFact]
    public async Task UnknownVirtualHost_IsSaid()
    {
        await using var farm = await BrokerHost.StartAsync(Server.Settings("nowhere"));
        await Wait.UntilAsync(() => farm.Said.Any(line => line.StartsWith("Warning 5002", StringComparison.Ordinal)));
        Assert.Contains("Broker:VirtualHost", await farm.HealthBecomesAsync(HealthStatus.Unhealthy), StringComparison.Ordinal);
    }

    [RabbitFact]
    public async Task QueueOfAnotherShape_IsSaid()
    {
        var host = await Server.NewVirtualHostAsync();
        await using (var raw = await RawRabbit.ConnectAsync(Server, host))
            await raw.Channel.QueueDeclareAsync(QueueNames.Reports, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "classic" });
        await using var farm = await BrokerHost.StartAsync(Server.Settings(host));
        await Wait.UntilAsync(() => farm.Said.Any(line => line.StartsWith("Warning 5002", StringComparison.Ordinal)));
        var detail = await farm.HealthBecomesAsync(HealthStatus.Unhealthy);
        Assert.Contains("in another shape", detail, StringComparison.Ordinal);
        Assert.Contains(QueueNames.Reports, detail, StringComparison.Ordinal);
    }
}
