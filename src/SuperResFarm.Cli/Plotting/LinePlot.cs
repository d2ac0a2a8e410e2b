namespace SuperResFarm.Cli.Plotting;

/// <summary>What a plot of lines shows.</summary>
/// <param name="Title">Above it.</param>
/// <param name="Subtitle">Below the title, smaller.</param>
/// <param name="AxisX">Quantity and unit.</param>
/// <param name="AxisY">Quantity and unit.</param>
/// <param name="Series">Lines; those without points are left out.</param>
internal sealed record LinePlot(string Title, string Subtitle, string AxisX, string AxisY, IReadOnlyList<PlotSeries> Series);

/// <summary>One line.</summary>
/// <param name="Name">In the legend.</param>
/// <param name="Points">In the order they are joined.</param>
internal sealed record PlotSeries(string Name, IReadOnlyList<PlotPoint> Points);

/// <summary>One point.</summary>
/// <param name="X">Above 0.</param>
/// <param name="Y">Above 0.</param>
/// <param name="Low">Where its spread begins, above 0.</param>
/// <param name="High">Where its spread ends.</param>
/// <param name="Note">Shown when pointed at.</param>
internal readonly record struct PlotPoint(double X, double Y, double Low, double High, string Note);
