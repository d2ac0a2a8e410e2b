using System.Runtime.InteropServices;
using NetVips;

namespace SuperResFarm.Samples;

/// <summary>A lake between mountains: painted at four times the size and shrunk, so that its detail is that of a photograph.</summary>
internal static class Landscape
{
    private const int Oversampling = 4;
    private const double Shore = 0.68;

    public static Image Paint(int width, int height)
    {
        using var large = Image.NewFromMemory<byte>([.. Samples(width, height, light: 1).Select(v => (byte)Math.Clamp(255 * v, 0, 255))], width * Oversampling, height * Oversampling, 3, Enums.BandFormat.Uchar);
        return Shrunk(large).Copy(interpretation: Enums.Interpretation.Srgb);
    }

    /// <summary>The same lake by night: 16 bits, no sample above 4000 of 65535.</summary>
    public static Image Paint16(int width, int height)
    {
        var dark = Samples(width, height, light: 0.06).Select(v => (ushort)Math.Clamp(65535 * v, 0, 4000)).ToArray();
        using var large = Image.NewFromMemory<byte>(MemoryMarshal.AsBytes<ushort>(dark).ToArray(), width * Oversampling, height * Oversampling, 3, Enums.BandFormat.Ushort);
        return Shrunk(large).Copy(interpretation: Enums.Interpretation.Rgb16);
    }

    private static Image Shrunk(Image large) => large.Shrink(Oversampling, Oversampling).Cast(large.Format);

    private static IEnumerable<double> Samples(int width, int height, double light)
    {
        var (w, h) = (width * Oversampling, height * Oversampling);
        for (var y = 0; y < h; y++)
            for (var x = 0; x < w; x++)
            {
                var (r, g, b) = ColorAt((double)x / h, (double)y / h);
                yield return light * r;
                yield return light * g;
                yield return light * b;
            }
    }

    private static (double R, double G, double B) ColorAt(double x, double y)
    {
        if (y <= Shore)
            return LandAt(x, y);
        var depth = (y - Shore) / (1 - Shore);
        var ripple = Noise.Fractal(x * 9, y * 70, 4) - 0.5;
        var (r, g, b) = LandAt(x + ripple * 0.03 * (0.3 + depth), Shore - (y - Shore) * 0.9 + ripple * 0.02);
        return (r * 0.55 + 0.02, g * 0.6 + 0.05, b * 0.65 + 0.09 + 0.1 * ripple);
    }

    private static (double R, double G, double B) LandAt(double x, double y)
    {
        for (var ridge = 3; ridge >= 0; ridge--)
        {
            var crest = 0.60 - 0.095 * (3 - ridge) - 0.16 * (Noise.Fractal(x * (1.3 + ridge) + ridge * 7.7, ridge * 3.1, 7) - 0.35) * (1.9 - 0.3 * ridge);
            if (y > crest)
                return RidgeAt(x, y, ridge, y - crest);
        }
        var cloud = Math.Max(0, Noise.Fractal(x * 2.2, y * 6, 6) - 0.5) * 2.2;
        var sun = Math.Exp(-140 * ((x - 1.18) * (x - 1.18) + (y - 0.2) * (y - 0.2)));
        return (0.42 + 0.45 * y + 0.4 * cloud + sun, 0.6 + 0.25 * y + 0.35 * cloud + 0.9 * sun, 0.88 + 0.05 * y + 0.2 * cloud + 0.6 * sun);
    }

    private static (double R, double G, double B) RidgeAt(double x, double y, int ridge, double below)
    {
        var rock = Noise.Fractal(x * 30, y * 42 + ridge * 5, 6);
        var trees = ridge == 3 ? Noise.Fractal(x * 150, y * 60, 3) : 0.5;
        var snow = ridge <= 1 && below < 0.05 + 0.06 * rock ? 0.6 * (1 - below * 8) : 0;
        var haze = 0.16 * (3 - ridge);
        var tone = 0.12 + 0.5 * rock * (0.55 + 0.9 * (trees - 0.2)) + snow;
        return (tone * (ridge == 3 ? 0.55 : 0.9) + haze * 0.8, tone * (ridge == 3 ? 0.85 : 0.86) + haze * 0.95, tone * (ridge == 3 ? 0.4 : 0.88) + haze * 1.2);
    }
}
