using System.Globalization;

namespace SuperResFarm.Jobs.Tenants;

/// <summary>A quota has no room for what was asked; nothing was changed.</summary>
/// <param name="quota">Which, as HTTP spells it.</param>
/// <param name="limit">How much there may be.</param>
/// <param name="used">How much there is already.</param>
/// <param name="asked">How much more was asked for.</param>
/// <param name="retryAfter">When it may be otherwise.</param>
public sealed class QuotaException(string quota, double limit, double used, double asked, TimeSpan retryAfter) : Exception(
    string.Create(CultureInfo.InvariantCulture, $"The quota {quota} is {limit:0.###}; {used:0.###} are used, and this asks for {asked:0.###} more. Come back later, hand in less, or ask the operator for more."))
{
    /// <summary>Which, as HTTP spells it.</summary>
    public string Quota => quota;

    /// <summary>How much there may be.</summary>
    public double Limit => limit;

    /// <summary>How much there is already.</summary>
    public double Used => used;

    /// <summary>When it may be otherwise.</summary>
    public TimeSpan RetryAfter => retryAfter;
}
