using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RabbitMQ.Client;
using SuperResFarm.Broker.Queues;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.IntegrationTests.Servers;

namespace SuperResFarm.IntegrationTests.Broker;

/// <summary>What stands at RabbitMQ, and where its messages go.</summary>
public class RabbitQueuesTests(RabbitServers servers) : RabbitTests(servers)
{
    [RabbitFact]
    public async Task Take_MoreMessagesThanPrefetch_TheRestStaysAtTheBroker()
    {
        var (farm, raw, _) = await StartAsync();
        await using var _1 = farm;
        await using var _2 = raw;
        var (begun, end) = (0, new TaskCompletionSource());
        await farm.Broker.TakeItemsAsync(Priority.Normal, 3, async (_, ct) =>
        {
            Interlocked.Increment(ref begun);
            await end.Task.WaitAsync(ct);
        }, default);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(item => farm.Broker.SendAsync(Messages.Bare(item), default)));
        await Wait.UntilAsync(() => begun == 3);
        for (var look = 0; look < 20; look++, await Task.Delay(10))
            Assert.Equal(17, await raw.ReadyAsync(QueueNames.Of(Priority.Normal)));
        end.SetResult();
        await Wait.UntilAsync(() => begun == 20);
    }

    [RabbitFact]
    public async Task Take_ConnectionIsClosedMeanwhile_TokenFiresAndTheMessageComesBackCounted()
    {
        var (farm, raw, host) = await StartAsync();
        await using var _1 = farm;
        await using var _2 = raw;
        var (taken, lost) = (new ConcurrentQueue<int>(), new TaskCompletionSource());
        await farm.Broker.TakeItemsAsync(Priority.Normal, 1, async (item, ct) =>
        {
            taken.Enqueue(item.Before);
            if (item.Before > 0)
                return;
            await using var _ = ct.Register(lost.SetResult);
            await Task.Delay(Timeout.Infinite, ct);
        }, default);
        await farm.Broker.SendAsync(Messages.Bare(1), default);
        await Wait.UntilAsync(() => taken.Count == 1);
        await Wait.UntilAsync(async () => await CloseAsync(host, "superres taking") > 0);
        await Wait.ForAsync(lost.Task);
        await Wait.UntilAsync(() => taken.Count == 2);
        Assert.Equal([0, 1], taken);
    }

    [RabbitFact]
    public async Task Send_QueueIsGone_SaysSoAndItComesBack()
    {
        var (farm, raw, _) = await StartAsync();
        await using var _1 = farm;
        await using var _2 = raw;
        await farm.Broker.SendAsync(Messages.Bare(1), default);
        await raw.Channel.QueueDeleteAsync(QueueNames.Of(Priority.Normal));
        var fault = await Assert.ThrowsAsync<BrokerException>(() => farm.Broker.SendAsync(Messages.Bare(2), default));
        Assert.Contains("Nothing receives what is sent to superres.upscale.normal", fault.Message, StringComparison.Ordinal);
        await Wait.UntilAsync(async () =>
        {
            try
            {
                await farm.Broker.SendAsync(Messages.Bare(3), default);
                return true;
            }
            catch (BrokerException)
            {
                return false;
            }
        });
        Assert.Equal(1, await raw.ReadyAsync(QueueNames.Of(Priority.Normal)));
    }

    [RabbitFact]
    public async Task Send_BrokerAway_TokenEndsIt()
    {
        await using var farm = await BrokerHost.StartAsync(new Dictionary<string, string?>
        {
            ["Broker:Host"] = "127.0.0.1",
            ["Broker:Port"] = $"{FreePort.Take(1)[0]}",
        });
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Wait.ForAsync(Assert.ThrowsAnyAsync<OperationCanceledException>(() => farm.Broker.SendAsync(Messages.Bare(1), soon.Token)));
        await Wait.ForAsync(Assert.ThrowsAnyAsync<OperationCanceledException>(() => farm.Broker.TakeReportsAsync(1, (_, _) => Task.CompletedTask, soon.Token)));
    }

    [RabbitFact]
    public async Task Take_BeginningEnded_NothingIsTaken()
    {
        var (farm, raw, _) = await StartAsync();
        await using var _1 = farm;
        await using var _2 = raw;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            farm.Broker.TakeItemsAsync(Priority.Normal, 1, (_, _) => Task.CompletedTask, new CancellationToken(canceled: true)));
        await farm.Broker.SendAsync(Messages.Bare(1), default);
        Assert.Equal(1, await raw.ReadyAsync(QueueNames.Of(Priority.Normal)));
        var items = new ConcurrentQueue<ItemDelivery>();
        await farm.Broker.TakeItemsAsync(Priority.Normal, 1, (item, _) =>
        {
            items.Enqueue(item);
            return Task.CompletedTask;
        }, default);
        await Wait.UntilAsync(() => items.Count == 1);
    }

    [RabbitFact]
    public async Task Take_UnreadableMessages_GoToTheDeadLettersAndNowhereElse()
    {
        var (farm, raw, host) = await StartAsync();
        await using var _1 = farm;
        await using var _2 = raw;
        var (items, reports) = (0, 0);
        await farm.Broker.TakeItemsAsync(Priority.Normal, 2, (_, _) =>
        {
            Interlocked.Increment(ref items);
            return Task.CompletedTask;
        }, default);
        await farm.Broker.TakeReportsAsync(2, (_, _) =>
        {
            Interlocked.Increment(ref reports);
            return Task.CompletedTask;
        }, default);
        const string Urn = "urn:message:SuperResFarm.Contracts.Messages:";
        const string Item = """{"jobId":"5a7f3a52-9c0e-4b5e-9d2b-1f0c5d0f8a11","item":1,"attempt":1,"tenant":"t","priority":1,"source":"s","sourceVersion":null,"target":"t","parameters":{"model":"m"}}""";
        string[] messages =
        [
            "null", "{}", "\"text\"", """{"jobId":"x","item":"y"}""",
            Item.Replace("\"tenant\":\"t\"", "\"tenant\":null", StringComparison.Ordinal),
            Item.Replace("\"parameters\":{\"model\":\"m\"}", "\"parameters\":null", StringComparison.Ordinal),
            Item.Replace("\"source\":\"s\",", "", StringComparison.Ordinal),
        ];
        byte[][] bodies =
        [
            [],
            [0, 255, 1, 254],
            .. ((string[])
            [
                "{", "null", "[]", "{}", "not json",
                $"{{\"messageType\":[\"{Urn}UpscaleItem\"]}}",
                $"{{\"messageType\":[\"{Urn}Unknown\"],\"message\":{Item}}}",
                .. messages.Select(message => $"{{\"messageType\":[\"{Urn}UpscaleItem\"],\"message\":{message}}}"),
            ]).Select(Encoding.UTF8.GetBytes),
        ];
        foreach (var queue in new[] { QueueNames.Of(Priority.Normal), QueueNames.Reports })
            foreach (var body in bodies)
                await raw.SendAsync(queue, body);
        await raw.SendAsync(QueueNames.Reports, "text"u8.ToArray(), "text/plain");
        await raw.SendAsync(QueueNames.Reports, "text"u8.ToArray(), null);
        await Wait.UntilAsync(async () => await raw.ReadyAsync(QueueNames.Dead) >= 2 * bodies.Length + 2);
        await farm.Broker.SendAsync(Messages.Bare(1), default);
        await farm.Broker.SendAsync(Messages.Reports[0], default);
        await Wait.UntilAsync(() => (items, reports) == (1, 1));
        Assert.Equal(2 * bodies.Length + 2, await raw.ReadyAsync(QueueNames.Dead));
        string[] known = [.. QueueNames.Working, QueueNames.Dead];
        Assert.Equal(known.Order(StringComparer.Ordinal), await NamesAsync("queues", host));
        Assert.Equal(known.Append(QueueNames.Cancels).Order(StringComparer.Ordinal), await NamesAsync("exchanges", host));
    }

    [RabbitFact]
    public async Task Take_HandlersThrow_NothingIsLeftAnywhereElse()
    {
        var (farm, raw, host) = await StartAsync();
        await using var _1 = farm;
        await using var _2 = raw;
        var times = 0;
        await farm.Broker.TakeItemsAsync(Priority.Normal, 1, (_, _) => Interlocked.Increment(ref times) < 3 ? throw new InvalidOperationException("made up") : Task.CompletedTask, default);
        await farm.Broker.SendAsync(Messages.Bare(1), default);
        await Wait.UntilAsync(() => times == 3);
        Assert.Equal(QueueNames.Working.Append(QueueNames.Dead).Append(QueueNames.Cancels).Order(StringComparer.Ordinal), await NamesAsync("exchanges", host));
        Assert.Equal(0, await raw.ReadyAsync(QueueNames.Dead));
        // Told once, by us.
        Assert.Equal(2, farm.Said.Count(line => line.Contains("made up", StringComparison.Ordinal)));
    }

    [RabbitFact]
    public async Task Declared_AsShipped_NothingIsRefusedAndOnlyTheTypeIsAnArgument()
    {
        var host = await Server.NewVirtualHostAsync();
        await Server.ImportDefinitionsAsync(host);
        await using var farm = await BrokerHost.StartAsync(Server.Settings(host));
        foreach (var priority in Enum.GetValues<Priority>())
            await farm.Broker.TakeItemsAsync(priority, 1, (_, _) => Task.CompletedTask, default);
        await farm.Broker.TakeReportsAsync(1, (_, _) => Task.CompletedTask, default);
        await farm.Broker.SendAsync(Messages.Full, default);
        await Server.ImportDefinitionsAsync(host);
        Assert.DoesNotContain(farm.Said, line => line.Contains("PRECONDITION", StringComparison.Ordinal));
        foreach (var queue in (await Server.AskAsync(HttpMethod.Get, $"queues/{host}")).EnumerateArray())
            Assert.Equal("""{"x-queue-type":"quorum"}""", queue.GetProperty("arguments").GetRawText());
    }

    [OwnRabbitFact]
    public async Task Definitions_ImportedByTheOperatorsProgram_AreInEffectOnEveryQueue()
    {
        var version = await Server.VersionAsync();
        await Server.ImportAsOperatorAsync(RabbitServer.DefinitionsFor(version));
        await using var farm = await BrokerHost.StartAsync(Server.Settings("/"));
        await farm.HealthBecomesAsync(HealthStatus.Healthy);
        foreach (var queue in QueueNames.Working)
        {
            var policy = (await Server.AskAsync(HttpMethod.Get, $"queues/%2F/{queue}")).GetProperty("effective_policy_definition");
            Assert.Equal(100, policy.GetProperty("delivery-limit").GetInt32());
            Assert.Equal(QueueNames.Dead, policy.GetProperty("dead-letter-exchange").GetString());
        }
        // Before 3.12 a line in the configuration stands for the policy that is not known yet; our own process runs with it.
        if (version < new Version(3, 12))
            Assert.Contains("{ok,10800000}", await Server.ControlAsync("eval", "application:get_env(rabbit, consumer_timeout)."), StringComparison.Ordinal);
    }

    [RabbitFact]
    public async Task Take_WorkersDieOverAMessage_ItBecomesADeadLetter()
    {
        var (farm, raw, host) = await StartAsync();
        await using var _1 = farm;
        await using var _2 = raw;
        await Server.ImportDefinitionsAsync(host);
        var policy = (await Server.AskAsync(HttpMethod.Get, $"policies/{host}/superres"));
        // The shipped policy with a smaller number.
        var definition = policy.GetProperty("definition").EnumerateObject().ToDictionary(key => key.Name, key => key.Name == "delivery-limit" ? 2 : (object)key.Value);
        await Server.AskAsync(HttpMethod.Put, $"policies/{host}/superres", new Dictionary<string, object>
        {
            ["pattern"] = policy.GetProperty("pattern"),
            ["apply-to"] = policy.GetProperty("apply-to"),
            ["priority"] = policy.GetProperty("priority"),
            ["definition"] = definition,
        });
        await farm.Broker.SendAsync(Messages.Bare(1), default);
        var deaths = 0;
        await Wait.UntilAsync(async () =>
        {
            await using var worker = await RawRabbit.ConnectAsync(Server, host);
            deaths += await worker.Channel.BasicGetAsync(QueueNames.Of(Priority.Normal), autoAck: false) is null ? 0 : 1;
            await worker.Connection.AbortAsync();
            return await raw.ReadyAsync(QueueNames.Dead) == 1;
        });
        Assert.Equal(3, deaths);
    }

    // Those that every virtual host has begin with amq, or have no name at all.
    private async Task<IEnumerable<string>> NamesAsync(string kind, string virtualHost) =>
        (await Server.AskAsync(HttpMethod.Get, $"{kind}/{virtualHost}")).EnumerateArray().Select(one => one.GetProperty("name").GetString()!)
            .Where(name => name.Length > 0 && !name.StartsWith("amq.", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private async Task<(BrokerHost Farm, RawRabbit Raw, string VirtualHost)> StartAsync()
    {
        var host = await Server.NewVirtualHostAsync();
        var farm = await BrokerHost.StartAsync(Server.Settings(host));
        // When this returns, everything is declared.
        await farm.Broker.SendAsync(new CancelJob(default), default);
        return (farm, await RawRabbit.ConnectAsync(Server, host), host);
    }

    // The management API learns of connections some seconds late.
    private async Task<int> CloseAsync(string virtualHost, string connection)
    {
        var names = (await Server.AskAsync(HttpMethod.Get, $"vhosts/{virtualHost}/connections")).EnumerateArray()
            .Where(one => one.TryGetProperty("user_provided_name", out var name) && name.GetString() == connection)
            .Select(one => one.GetProperty("name").GetString()!).ToList();
        foreach (var name in names)
            await Server.AskAsync(HttpMethod.Delete, $"connections/{Uri.EscapeDataString(name)}");
        return names.Count;
    }
}
