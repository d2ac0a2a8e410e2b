namespace SuperResFarm.Jobs.Rules;

/// <summary>How much a job may use; null: as much as it needs.</summary>
/// <param name="Megapixels">Megapixels of results.</param>
/// <param name="DeviceSeconds">Seconds of device time.</param>
/// <param name="Cost">Price of that time.</param>
public sealed record JobBudget(double? Megapixels = null, double? DeviceSeconds = null, double? Cost = null)
{
    /// <returns>Whether one of them is used up.</returns>
    /// <param name="spent">How much was used.</param>
    public bool IsSpent(JobSpent spent) => spent.Megapixels >= Megapixels || spent.DeviceSeconds >= DeviceSeconds || spent.Cost >= Cost;
}
