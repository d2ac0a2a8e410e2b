using System.Net.Http.Headers;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Tests.Storage;

public class AttachmentTests
{
    [Theory]
    [InlineData("cat.png")]
    [InlineData("Katze über alles.png")]
    [InlineData("a\"b\\c%41.png")]
    [InlineData("line\r\nSet-Cookie: x.png")]
    public void Named_AnyFile_IsReadBackByOthersAsItWas(string file)
    {
        var header = Attachment.Named(file);
        Assert.DoesNotContain(header, char.IsControl);
        var read = ContentDispositionHeaderValue.Parse(header);
        Assert.Equal("attachment", read.DispositionType);
        Assert.Equal(file, read.FileNameStar ?? read.FileName!.Trim('"'));
    }
}
