using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Encode;

namespace SuperResFarm.Tests.Cli.Sheets;

/// <summary>A fact that is skipped, with the reason, where the machine has no font.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FontFactAttribute : FactAttribute
{
    public FontFactAttribute()
    {
        try
        {
            TextRaster.RequireFont();
        }
        catch (FarmException fault)
        {
            Skip = fault.Message;
        }
    }
}
