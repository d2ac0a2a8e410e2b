using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SuperResFarm.Broker.Queues;

namespace SuperResFarm.Tests.Broker;

/// <summary>What is shipped for RabbitMQ names what the farm uses.</summary>
public class DefinitionsTests
{
    private static readonly JsonObject _new = Read("definitions.json");
    private static readonly JsonObject _old = Read("definitions-3.10.json");

    [Fact]
    public void Definitions_DifferInTheOneKeyThatOldBrokersRefuse()
    {
        var without = _new.DeepClone();
        Assert.True(without["policies"]![0]!["definition"]!.AsObject().Remove("consumer-timeout"));
        Assert.True(JsonNode.DeepEquals(without, _old));
    }

    [Fact]
    public void Policy_MatchesTheWorkingQueuesAlone()
    {
        var pattern = new Regex((string)_new["policies"]![0]!["pattern"]!);
        Assert.All(QueueNames.Working, queue => Assert.Matches(pattern, queue));
        Assert.DoesNotMatch(pattern, QueueNames.Dead);
        Assert.DoesNotMatch(pattern, "superres-upscale-high");
        Assert.Equal(QueueNames.Dead, (string?)_new["policies"]![0]!["definition"]!["dead-letter-exchange"]);
    }

    [Fact]
    public void Topology_IsThatOfTheFarm()
    {
        var queues = QueueNames.Working.Append(QueueNames.Dead).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(queues, Names("queues", "name"));
        Assert.Equal(queues, Names("bindings", "source"));
        Assert.Equal(queues, Names("bindings", "destination"));
        Assert.Equal(queues.Append(QueueNames.Cancels).Order(StringComparer.Ordinal), Names("exchanges", "name"));
        Assert.All(_new["queues"]!.AsArray(), queue => Assert.Equal("""{"x-queue-type":"quorum"}""", queue!["arguments"]!.ToJsonString()));
    }

    private static IEnumerable<string> Names(string kind, string key) =>
        _new[kind]!.AsArray().Select(one => (string)one![key]!).Order(StringComparer.Ordinal);

    private static JsonObject Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "rabbitmq", file)))!.AsObject();
}
