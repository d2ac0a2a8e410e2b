namespace SuperResFarm.Samples;

/// <summary>Pictures with hard edges: a page of text, a line drawing, and a badge with soft and hard transparency.</summary>
internal static class Drawings
{
    public static IReadOnlyDictionary<string, (string Svg, bool Transparent)> All { get; } = new Dictionary<string, (string, bool)>
    {
        ["text.png"] = (Page(), false),
        ["lineart.png"] = (Owl, false),
        ["badge-alpha.png"] = (Badge, true),
    };

    private static string Page()
    {
        string[] lines = ["SuperResFarm, page 1", "The quick brown fox jumps over", "the lazy dog: 0123456789 (?!)", "ILlil1 O0oQ rn/m cl/d 8B&amp;", "small print stays small print"];
        var text = lines.Select((line, i) => $"<text x='10' y='{26 + 25 * i}' font-size='{(i == 0 ? 17 : 15 - 1.6 * i)}' font-family='serif' fill='#1a1a2a'>{line}</text>");
        return $"<svg xmlns='http://www.w3.org/2000/svg' width='232' height='144'><rect width='232' height='144' fill='#f6f1e4'/>{string.Concat(text)}</svg>";
    }

    private const string Owl = """
        <svg xmlns='http://www.w3.org/2000/svg' width='180' height='180'>
          <rect width='180' height='180' fill='#cfe8ff'/><circle cx='140' cy='36' r='22' fill='#fff3b0'/>
          <g stroke='#20242c' stroke-width='2.2' stroke-linejoin='round' stroke-linecap='round'>
            <path d='M52 66 Q46 34 66 50 Q90 40 114 50 Q134 34 128 66 Q140 120 118 146 Q90 164 62 146 Q40 120 52 66Z' fill='#9a6b43'/>
            <path d='M66 92 Q90 78 114 92 Q120 130 90 148 Q60 130 66 92Z' fill='#e9cfa6'/>
            <circle cx='72' cy='72' r='17' fill='#fffdf6'/><circle cx='108' cy='72' r='17' fill='#fffdf6'/>
            <circle cx='74' cy='73' r='7' fill='#20242c'/><circle cx='106' cy='73' r='7' fill='#20242c'/>
            <path d='M84 84 L96 84 L90 97Z' fill='#f0a030'/>
            <path d='M76 106 q5 6 10 0 M94 106 q5 6 10 0 M84 118 q6 7 12 0 M72 120 q4 5 8 0 M100 120 q4 5 8 0 M82 131 q8 8 16 0' fill='none' stroke-width='1.4'/>
            <path d='M54 100 q-14 22 8 44 M126 100 q14 22 -8 44' fill='none'/>
            <path d='M76 151 v8 M84 154 v8 M96 154 v8 M104 151 v8' fill='none'/>
            <path d='M18 160 Q60 154 92 161 T168 158' fill='none' stroke-width='4.5' stroke='#5b3d22'/>
          </g>
          <circle cx='77' cy='70' r='2.2' fill='#fff'/><circle cx='109' cy='70' r='2.2' fill='#fff'/>
        </svg>
        """;

    private const string Badge = """
        <svg xmlns='http://www.w3.org/2000/svg' width='128' height='128'>
          <defs>
            <radialGradient id='glow'><stop offset='.55' stop-color='#ff7a18'/><stop offset='1' stop-color='#ff7a18' stop-opacity='0'/></radialGradient>
            <linearGradient id='face' x2='0' y2='1'><stop stop-color='#ffe08a'/><stop offset='1' stop-color='#e8453c'/></linearGradient>
          </defs>
          <circle cx='64' cy='64' r='63' fill='url(#glow)'/>
          <path d='M64 16 L77 47 L110 50 L85 72 L93 105 L64 87 L35 105 L43 72 L18 50 L51 47Z' fill='url(#face)' stroke='#7a1414' stroke-width='2.5' stroke-linejoin='round'/>
          <circle cx='64' cy='64' r='11' fill='#fff' fill-opacity='.55'/>
        </svg>
        """;
}
