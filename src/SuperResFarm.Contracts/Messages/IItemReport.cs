namespace SuperResFarm.Contracts.Messages;

/// <summary>What a worker says about one attempt at one item. Reports may be lost, repeated and reordered.</summary>
public interface IItemReport
{
    /// <summary>The job.</summary>
    Guid JobId { get; }

    /// <summary>Place of the item in its job, from 0.</summary>
    int Item { get; }

    /// <summary>The attempt number of the <see cref="UpscaleItem"/> this answers.</summary>
    int Attempt { get; }

    /// <summary>Name of the worker.</summary>
    string Worker { get; }

    /// <summary>Name of the device it uses.</summary>
    string Device { get; }
}
