namespace SuperResFarm.Training.Data;

/// <summary>What one step learns from: planes of floats 0 to 1, NCHW.</summary>
/// <param name="count">Patches.</param>
/// <param name="edge">Length of a small patch in pixels.</param>
/// <param name="scale">How much longer a large one is.</param>
internal sealed class PatchBatch(int count, int edge, int scale)
{
    /// <summary>Small patches.</summary>
    public float[] Low { get; } = new float[3 * count * edge * edge];

    /// <summary>The large ones they shall become.</summary>
    public float[] High { get; } = new float[3 * count * edge * scale * edge * scale];

    /// <summary>Of which step.</summary>
    public int Step { get; set; }
}
