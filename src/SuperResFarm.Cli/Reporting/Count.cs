namespace SuperResFarm.Cli.Reporting;

/// <summary>Numbers of things, for people.</summary>
internal static class Count
{
    /// <returns><c>1 item</c>, <c>2 items</c>.</returns>
    public static string Of(int number, string thing) => $"{number} {thing}{(number == 1 ? "" : "s")}";
}
