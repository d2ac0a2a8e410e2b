// Paints the pictures in samples/: dotnet run --project samples/Painter -c Release -- samples
using NetVips;
using SuperResFarm.Samples;

var folder = args.Length > 0 ? args[0] : ".";
using var landscape = Landscape.Paint(320, 200);
landscape.Jpegsave(Path.Combine(folder, "landscape.jpg"), q: 88);
using var night = Landscape.Paint16(160, 100);
night.Pngsave(Path.Combine(folder, "night16.png"), compression: 9);
foreach (var (name, drawing) in Drawings.All)
{
    using var image = Image.SvgloadBuffer(System.Text.Encoding.UTF8.GetBytes(drawing.Svg));
    using var painted = drawing.Transparent ? image.Copy() : image.Flatten(background: [255]);
    painted.Pngsave(Path.Combine(folder, name), compression: 9);
}
