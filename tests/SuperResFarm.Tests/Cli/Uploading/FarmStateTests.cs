using SuperResFarm.Cli.Reporting;
using SuperResFarm.Cli.Uploading;

namespace SuperResFarm.Tests.Cli.Uploading;

public sealed class FarmStateTests : IDisposable
{
    private static readonly Guid _job = Guid.NewGuid();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("superres-state-");

    private string Path => System.IO.Path.Combine(_folder.FullName, "out", FarmState.FileName);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Open_WhatWasAdded_IsThereAgain()
    {
        using (var state = FarmState.Open(Path, again: false))
        {
            state.Add(
                new StateLine(StateLine.OrderKind) { Order = "k", Ask = "ask" },
                new StateLine(StateLine.FileKind) { Order = "k", Name = "a.png", Path = "/in/a.png", Sha256 = "00" },
                new StateLine(StateLine.UploadKind) { Farm = "http://farm/", Path = "/in/a.png", Bytes = 3, Modified = 1, Sha256 = "00", Uri = "s3://u/a.png", Version = "v" },
                new StateLine(StateLine.JobKind) { Order = "k", Job = _job },
                new StateLine(StateLine.FetchedKind) { Job = _job, Number = 0, Path = "a_x4.png", Bytes = 2 },
                new StateLine(StateLine.EndKind) { Job = _job, Total = 1, Succeeded = 1 });
        }
        File.WriteAllText(System.IO.Path.Combine(_folder.FullName, "out", "a_x4.png"), "ab");
        using var read = FarmState.Open(Path, again: false);
        var order = Assert.Single(read.Orders);
        Assert.Equal(("k", "ask", _job, "/in/a.png"), (order.Key, order.Ask, order.Job, Assert.Single(order.Files).Image.Path));
        Assert.Equal("s3://u/a.png", read.UploadOf("http://farm/", "/in/a.png")?.Uri);
        Assert.Null(read.UploadOf("http://other/", "/in/a.png"));
        Assert.True(read.HasFetched(_job, 0));
        Assert.True(read.IsResult(System.IO.Path.Combine(_folder.FullName, "out", "a_x4.png")));
        Assert.Equal((1, 1), (read.EndOf(_job)?.Succeeded, read.FetchedOf(_job)));
    }

    [Fact]
    public void HasFetched_FileGoneOrChanged_IsNot()
    {
        using var state = FarmState.Open(Path, again: false);
        state.Add(new StateLine(StateLine.FetchedKind) { Job = _job, Number = 0, Path = "a.png", Bytes = 2 });
        Assert.False(state.HasFetched(_job, 0));
        File.WriteAllText(System.IO.Path.Combine(state.Folder, "a.png"), "abc");
        Assert.False(state.HasFetched(_job, 0));
    }

    [Fact]
    public void Open_TornAndForeignLines_AreAsGoodAsNone()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        File.WriteAllText(Path, "{\"kind\":\"job\"}\nnonsense\n[]\nnull\n{\"kind\":\"order\",\"order\":\"k\",\"ask\":\"a\"}\n{\"kind\":\"later\",\"what\":1}\n{\"kind\":\"order\",\"ord");
        using (var state = FarmState.Open(Path, again: false))
        {
            Assert.Equal("k", Assert.Single(state.Orders).Key);
            state.Add(new StateLine(StateLine.OrderKind) { Order = "l", Ask = "a" });
        }
        using var read = FarmState.Open(Path, again: false);
        Assert.Equal(["k", "l"], read.Orders.Select(order => order.Key));
    }

    [Fact]
    public void Open_Again_Forgets()
    {
        using (var state = FarmState.Open(Path, again: false))
            state.Add(new StateLine(StateLine.OrderKind) { Order = "k", Ask = "a" });
        using var read = FarmState.Open(Path, again: true);
        Assert.Empty(read.Orders);
    }

    [Fact]
    public void Open_WhileAnotherHasIt_IsRefused()
    {
        using var state = FarmState.Open(Path, again: false);
        Assert.Equal(ExitCodes.WrongUse, Assert.Throws<CommandException>(() => FarmState.Open(Path, again: false)).ExitCode);
    }
}
