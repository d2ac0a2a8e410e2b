namespace SuperResFarm.Models;

/// <summary>Bounds on what a checkpoint may ask for; a file beyond one is refused before memory is spent on it.</summary>
public sealed record CheckpointLimits
{
    /// <summary>The bounds used when nobody asks for others.</summary>
    public static CheckpointLimits Default { get; } = new();

    /// <value>Largest file in bytes; default 1 GiB.</value>
    public long FileBytes { get; init; } = 1L << 30;

    /// <value>Largest object description (pickle, or header of safetensors) in bytes; default 32 MiB. The largest known networks need less than 1 MiB.</value>
    public int PickleBytes { get; init; } = 32 << 20;

    /// <value>Most members of the archive, or tensors of safetensors; default 65,535, the limit of the classic zip format.</value>
    public int Entries { get; init; } = 65_535;

    /// <value>Most values on the stack or in the memo at one time; default half a million.</value>
    public int StackValues { get; init; } = 500_000;

    /// <value>Most values pushed over the whole pickle, which bounds the objects it can make (150 bytes for each at most); default half a
    /// million. A tensor takes about 30.</value>
    public int PushedValues { get; init; } = 500_000;

    /// <value>Deepest nesting of containers; default 64.</value>
    public int Depth { get; init; } = 64;

    /// <value>Most axes of a tensor; default 8.</value>
    public int Rank { get; init; } = 8;

    /// <value>Values that all tensors may hold beyond those their storages hold, for views with stride 0 and shared storages expand a
    /// few bytes to any size; default one Mi (4 MiB of floats).</value>
    public int ExpandedValues { get; init; } = 1 << 20;
}
