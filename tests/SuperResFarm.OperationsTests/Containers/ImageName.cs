using System.Text.RegularExpressions;

namespace SuperResFarm.OperationsTests.Containers;

/// <summary>What may stand as the name of an image: one that means the same tomorrow.</summary>
internal static partial class ImageName
{
    /// <returns>Whether the tag names one release: at least a major and a minor number or a date, and never <c>latest</c>.</returns>
    public static bool IsPrecise(string name) => Precise().IsMatch(name);

    [GeneratedRegex(@"^[a-z0-9./-]+:(?!.*latest)(RELEASE\.\d{4}-\d\d-\d\dT|v?\d+\.\d+)[\w.-]*$")]
    private static partial Regex Precise();
}
