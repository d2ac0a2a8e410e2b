namespace SuperResFarm.Training.Synthesis;

/// <summary>A colour of floats, 0 to 1 where it can be shown.</summary>
internal readonly record struct Rgb(float R, float G, float B)
{
    /// <summary>Brightness as the eye weighs it (BT.601).</summary>
    public float Luma => 0.299f * R + 0.587f * G + 0.114f * B;

    public static Rgb Gray(double value) => new((float)value, (float)value, (float)value);

    public static Rgb operator +(Rgb a, Rgb b) => new(a.R + b.R, a.G + b.G, a.B + b.B);

    public static Rgb operator *(Rgb a, double factor) => new((float)(a.R * factor), (float)(a.G * factor), (float)(a.B * factor));

    /// <returns><paramref name="a"/> at 0, <paramref name="b"/> at 1.</returns>
    public static Rgb Mix(Rgb a, Rgb b, double t) => a * (1 - t) + b * t;
}
