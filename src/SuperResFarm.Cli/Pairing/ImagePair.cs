namespace SuperResFarm.Cli.Pairing;

/// <summary>An image of a benchmark.</summary>
/// <param name="Set">Name of the set, which is that of its folder.</param>
/// <param name="High">File of the high resolution.</param>
/// <param name="Low">File of the low resolution; null: it is made from the high one.</param>
/// <param name="Fault">Why it cannot be used; null when nothing is known against it.</param>
internal sealed record ImagePair(string Set, string High, string? Low, string? Fault = null)
{
    /// <summary>What tables call it.</summary>
    public string Name => Path.GetFileName(High);
}
