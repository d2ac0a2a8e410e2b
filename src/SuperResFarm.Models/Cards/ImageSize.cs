namespace SuperResFarm.Models.Cards;

/// <summary>Width and height of an image in pixels.</summary>
public readonly record struct ImageSize(int Width, int Height)
{
    /// <returns>As in <c>512x512</c>.</returns>
    public override string ToString() => $"{Width}x{Height}";
}
