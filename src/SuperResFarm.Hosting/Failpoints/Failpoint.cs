using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Hosting.Failpoints;

/// <summary>
/// Named places at which tests make a service die, stop or fail. Inert unless <c>SUPERRES_FAILPOINTS</c> is set, which nothing but tests
/// does: <c>worker.fetched=kill@2;api.confirmed=pause:5</c> kills the process when the second image is fetched, and so on.
/// </summary>
public static class Failpoint
{
    /// <summary>Name of the variable.</summary>
    public const string Variable = "SUPERRES_FAILPOINTS";

    private static readonly IReadOnlyDictionary<string, FailpointOrder> _orders = FailpointOrder.Parse(Environment.GetEnvironmentVariable(Variable));

    /// <summary>Whether any is set; a service says so at its start.</summary>
    public static bool AnySet => _orders.Count > 0;

    /// <summary>Passes a place.</summary>
    /// <param name="name">Which, such as <c>worker.fetched</c>.</param>
    /// <param name="ct">Ends a pause.</param>
    /// <exception cref="FarmException">The test wants a failure here.</exception>
    public static Task PassAsync(string name, CancellationToken ct) =>
        _orders.TryGetValue(name, out var order) ? order.PassAsync(name, ct) : Task.CompletedTask;
}
