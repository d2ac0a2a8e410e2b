using System.Reflection;
using SuperResFarm.Broker.Queues;
using SuperResFarm.IntegrationTests.Servers;
using Xunit.Sdk;

namespace SuperResFarm.IntegrationTests.Broker;

/// <summary>Runs a theory on the queues in memory.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InMemoryAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[BrokerKind.InMemory]];
}

/// <summary>Runs a theory on RabbitMQ, or skips it and says why.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnRabbitAttribute : DataAttribute
{
    public OnRabbitAttribute() => Skip = RabbitServer.Missing;

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[BrokerKind.RabbitMq]];
}

/// <summary>A fact about RabbitMQ, skipped with the reason where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RabbitFactAttribute : FactAttribute
{
    public RabbitFactAttribute() => Skip = RabbitServer.Missing;
}

/// <summary>A fact that kills the server.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OwnRabbitFactAttribute : FactAttribute
{
    public OwnRabbitFactAttribute() => Skip = RabbitServer.MissingOwn;
}
