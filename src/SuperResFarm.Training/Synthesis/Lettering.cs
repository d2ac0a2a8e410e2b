using NetVips;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Training.Synthesis;

/// <summary>Words in several scripts and in whatever fonts this machine has, as masks to paint through.</summary>
/// <param name="random">Decides.</param>
internal sealed class Lettering(SynthRandom random)
{
    private const string Latin = "abcdefghijklmnopqrstuvwxyz", Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", Marks = "0123456789.,:;!?&%()+-=/äöüéèñçß";

    private static readonly string[] _latinFonts =
        ["DejaVu Sans", "DejaVu Serif", "DejaVu Sans Mono", "Lato", "EB Garamond", "Comic Neue", "Hack", "Dancing Script", "Noto Sans", "Noto Serif"];

    // First and last letter of a block of each script, with the fonts that draw it.
    private static readonly (int First, int Last, string Font)[] _scripts =
    [
        (0x3b1, 0x3c9, "DejaVu Sans"), (0x430, 0x44f, "DejaVu Serif"), (0x430, 0x44f, "Noto Sans"), (0x5d0, 0x5ea, "Noto Sans Hebrew"),
        (0x627, 0x64a, "Noto Sans Arabic"), (0x905, 0x939, "Noto Sans Devanagari"), (0xe01, 0xe2e, "Noto Sans Thai"),
        (0x4e00, 0x5800, "Noto Sans CJK SC"), (0x3041, 0x3096, "Noto Sans CJK JP"), (0xac00, 0xb000, "Noto Serif CJK KR"),
    ];

    private static readonly string[] _styles = ["", "", "Bold", "Italic", "Light", "Bold Italic"];

    /// <returns>A mask as wide and high as the text needs: 0 ground, 255 ink; null when no font could draw it.</returns>
    /// <param name="letterHeight">Of a line, in mask pixels.</param>
    /// <param name="words">On all lines together.</param>
    /// <param name="width">In which lines are broken, in mask pixels; null for one line.</param>
    public Mask? Draw(double letterHeight, int words, int? width = null)
    {
        VipsRuntime.EnsureStarted();
        var other = random.Chance(0.3);
        var script = random.Pick<(int First, int Last, string Font)>(_scripts);
        var font = other ? script.Font : random.Pick<string>(_latinFonts);
        var text = string.Join(' ', Enumerable.Range(0, words).Select(_ => other ? Word(script.First, script.Last) : LatinWord()));
        try
        {
            // At 72 dots an inch a point is a pixel.
            using var drawn = Image.Text(
                Escaped(text), font: $"{font} {random.Pick<string>(_styles)} {Math.Max(6, letterHeight):0}", width: width, dpi: 72);
            return new(drawn.Width, drawn.Height, drawn.WriteToMemory<byte>());
        }
        catch (VipsException)
        {
            return null;   // a script without a font here: another text will do
        }
    }

    private string LatinWord()
    {
        var letters = random.Unit() switch { < 0.6 => Latin, < 0.8 => Upper, < 0.9 => Upper + Latin, _ => Marks };
        return string.Concat(Enumerable.Range(0, 1 + random.Below(10)).Select(_ => letters[random.Below(letters.Length)]));
    }

    private string Word(int first, int last) =>
        string.Concat(Enumerable.Range(0, 1 + random.Below(7)).Select(_ => char.ConvertFromUtf32(first + random.Below(last - first + 1))));

    // The text is read as markup.
    private static string Escaped(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
