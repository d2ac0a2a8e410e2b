namespace SuperResFarm.Contracts.Messages;

/// <summary>The tiles an image was cut into.</summary>
/// <param name="Count">How many, at least 1.</param>
/// <param name="Width">Of each with its halo, source pixels.</param>
/// <param name="Height">Of each with its halo, source pixels.</param>
/// <param name="Halo">Context at each seam, source pixels.</param>
/// <param name="Passes">Runs of the network over each: colour, single planes, alpha.</param>
public sealed record ItemTiles(int Count, int Width, int Height, int Halo, int Passes);
