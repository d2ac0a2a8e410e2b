using Microsoft.Extensions.Diagnostics.HealthChecks;
using SuperResFarm.Broker.Queues;
using SuperResFarm.Broker.RabbitMq;

namespace SuperResFarm.Broker;

/// <summary>
/// Unhealthy while the broker is not there, a queue is not declared, or one that should be taken from is not. Degraded when policies are
/// missing, for messages flow all the same.
/// </summary>
/// <param name="broker">What is asked.</param>
internal sealed class BrokerHealthCheck(IFarmBroker broker) : IHealthCheck
{
    /// <summary>Its name.</summary>
    public const string Name = "broker";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (broker is not RabbitBroker rabbit)
            return HealthCheckResult.Healthy("The queues are in this process.");
        if (rabbit.Link.Trouble is { } trouble)
            return HealthCheckResult.Unhealthy(trouble);
        if (rabbit.NotTaken.ToList() is { Count: > 0 } queues)
            return HealthCheckResult.Unhealthy($"Messages of {string.Join(", ", queues)} do not come in yet.");
        if (rabbit.Policies is not { } policies)
            return HealthCheckResult.Healthy("The broker is there and the queues are declared. Policies were not checked: set Broker:Management to the address of the management API.");
        var missing = await policies.MissingAsync(cancellationToken);
        return missing.Count == 0
            ? HealthCheckResult.Healthy("The broker is there, the queues are declared and have their policies.")
            : HealthCheckResult.Degraded(string.Join(" ", [.. missing, "Import deploy/rabbitmq/definitions.json, or definitions-3.10.json before RabbitMQ 3.12."]));
    }
}
