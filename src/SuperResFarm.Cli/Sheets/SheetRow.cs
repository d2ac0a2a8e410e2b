using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Cli.Sheets;

/// <summary>Versions of a picture, side by side.</summary>
/// <param name="Title">Above them.</param>
/// <param name="Cells">The versions.</param>
internal sealed record SheetRow(string Title, IReadOnlyList<SheetCell> Cells);

/// <summary>A version of a picture.</summary>
/// <param name="Label">Who made it.</param>
/// <param name="Note">How well.</param>
/// <param name="Image">8 bits, gray or RGB.</param>
internal sealed record SheetCell(string Label, string Note, Raster Image);
