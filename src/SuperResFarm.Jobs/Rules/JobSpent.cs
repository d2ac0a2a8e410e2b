using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Jobs.Rules;

/// <summary>How much was used.</summary>
/// <param name="Megapixels">Megapixels of results.</param>
/// <param name="DeviceSeconds">Seconds of device time.</param>
/// <param name="Cost">Price of that time.</param>
public readonly record struct JobSpent(double Megapixels, double DeviceSeconds, double Cost)
{
    /// <returns>What a result took; nothing for one that was adopted: it was computed, and counted, before.</returns>
    /// <param name="result">As reported.</param>
    public static JobSpent On(ItemResult result) => result.Adopted ? default
        : new(result.Width * (double)result.Height / 1e6, result.DeviceSeconds ?? 0, result.Cost ?? 0);

    /// <returns>Both together.</returns>
    /// <param name="more">The other.</param>
    public JobSpent Plus(JobSpent more) => new(Megapixels + more.Megapixels, DeviceSeconds + more.DeviceSeconds, Cost + more.Cost);
}
