namespace SuperResFarm.Cli.Uploading;

/// <summary>What becomes one job.</summary>
/// <param name="key">Its idempotency key.</param>
/// <param name="ask">What was asked for, as a hash.</param>
internal sealed class FarmOrder(string key, string ask)
{
    public string Key => key;

    public string Ask => ask;

    /// <summary>Images of this machine, in the order of the job's items; none: it names others.</summary>
    public List<OrderedFile> Files { get; } = [];

    /// <summary>The job; null: not yet submitted, as far as is known.</summary>
    public Guid? Job { get; set; }
}

/// <summary>An image of an order.</summary>
/// <param name="Image">Which.</param>
/// <param name="Sha256">Of its content.</param>
internal sealed record OrderedFile(LocalImage Image, string Sha256);
