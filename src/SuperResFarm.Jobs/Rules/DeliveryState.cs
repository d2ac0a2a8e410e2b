namespace SuperResFarm.Jobs.Rules;

/// <summary>Where a delivery stands. The numbers are stored: they never change.</summary>
public enum DeliveryState
{
    /// <summary>It is tried, again and again.</summary>
    Pending = 0,

    /// <summary>The receiver has taken it.</summary>
    Delivered = 1,

    /// <summary>It is not tried any more, unless somebody asks for it.</summary>
    Failed = 2,
}
