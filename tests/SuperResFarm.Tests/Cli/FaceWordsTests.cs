using SuperResFarm.Cli.Commands;

namespace SuperResFarm.Tests.Cli;

public sealed class FaceWordsTests
{
    [Theory]
    [InlineData("upscale a.png -v 1.4 -w 0.5", "upscale a.png --version 1.4 -w 0.5")]
    [InlineData("upscale a.png -v", "upscale a.png -v")]
    [InlineData("upscale -v a.png", "upscale -v a.png")]
    [InlineData("submit s3://b/a.png -v RestoreFormer -w 0.5", "submit s3://b/a.png --version RestoreFormer --weight 0.5")]
    [InlineData("submit -w s3://b/a.png -v", "submit -w s3://b/a.png -v")]
    [InlineData("submit s3://b/a.png -w", "submit s3://b/a.png -w")]
    [InlineData("estimate s3://b/a.png -w 1", "estimate s3://b/a.png --weight 1")]
    [InlineData("watch 1 -v 1.4 -w 1", "watch 1 -v 1.4 -w 1")]
    [InlineData("", "")]
    public void Spelled_ShortOptions_AreMeantByWhatFollows(string given, string meant) => Assert.Equal(
        meant.Split(' ', StringSplitOptions.RemoveEmptyEntries), FaceWords.Spelled(given.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
}
