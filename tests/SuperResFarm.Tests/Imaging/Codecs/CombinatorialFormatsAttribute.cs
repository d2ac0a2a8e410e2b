using System.Reflection;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Formats;
using Xunit.Sdk;

namespace SuperResFarm.Tests.Imaging.Codecs;

/// <summary>One file format with all eight sample layouts.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class CombinatorialFormatsAttribute(ImageFormat format) : DataAttribute
{
    public ImageFormat Format => format;

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        from channels in Enumerable.Range(1, 4)
        from depth in Enum.GetValues<SampleDepth>()
        select new object[] { format, channels, depth };
}
