using System.Text;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Downloads;

namespace SuperResFarm.Tests.Models.Downloads;

/// <summary>What a download gives, what it refuses, and what it leaves behind.</summary>
public sealed class ModelDownloadTests : DownloadFixture
{
    [Fact]
    public async Task Fetch_GoodServer_GivesTheVerifiedFile()
    {
        var server = Serve(asked => Good(asked));
        AssertWhole(await FetchAsync(Request(server)));

        var asked = Assert.Single(server.Requests);
        Assert.Equal(("GET", "/model.pth", "identity"), (asked.Method, asked.Target, asked.Headers["Accept-Encoding"]));
        Assert.Matches(@"^superresfarm/\d+\.\d+\.\d+", asked.Headers["User-Agent"]);
        Assert.DoesNotContain("Range", asked.Headers.Keys);
    }

    [Fact]
    public async Task Fetch_GoodServer_ReportsEveryByte()
    {
        await FetchAsync(Request(Serve(asked => Good(asked))));
        Assert.Equal(new(0, Content.Length), Reported.All[0]);
        Assert.Equal(new(Content.Length, Content.Length), Reported.All[^1]);
        Assert.Equal(Reported.All.OrderBy(report => report.Received), Reported.All);
    }

    [Fact]
    public async Task Fetch_AlreadyThere_AsksNobody()
    {
        var server = Serve(asked => Good(asked));
        await FetchAsync(Request(server));
        var again = await FetchAsync(Request(server));
        Assert.Equal(new(Target, Content.Length, Sha256, Verified: true, AlreadyThere: true), again);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Fetch_OtherFileOfThatName_IsKept()
    {
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(Target, "mine");
        var server = Serve(asked => Good(asked));
        var failure = await Assert.ThrowsAsync<FarmException>(() => FetchAsync(Request(server)));
        Assert.Equal(FailureCode.OutputUnwritable, failure.Code);
        Assert.Contains(Checksum(Encoding.UTF8.GetBytes("mine")), failure.Message, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(Target));
        Assert.Empty(server.Requests);

        AssertWhole(await FetchAsync(Request(server) with { Replace = true }));
    }

    [Fact]
    public async Task Fetch_UnknownChecksum_NeedsConsent()
    {
        var server = Serve(asked => Good(asked));
        var unknown = Request(server) with { Sha256 = null };
        var failure = await FailAsync(unknown, FailureCode.SettingsInvalid, Disposition.Reject);
        Assert.Contains("No checksum of 'model.pth' is known", failure.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);

        var file = await FetchAsync(unknown with { AllowUnverified = true });
        Assert.Equal(new(Target, Content.Length, Sha256, Verified: false, AlreadyThere: false), file);
        Assert.True((await FetchAsync(unknown with { AllowUnverified = true })).AlreadyThere);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Fetch_ChecksumInCapitals_IsTheSame() =>
        AssertWhole(await FetchAsync(Request(Serve(asked => Good(asked))) with { Sha256 = Sha256.ToUpperInvariant() }));

    [Fact]
    public async Task Fetch_WrongChecksum_NamesBothAndKeepsNothing()
    {
        var other = Bytes(seed: 2, Content.Length);
        var server = Serve(asked => Good(asked, other));
        var failure = await FailAsync(Request(server), FailureCode.ModelInvalid, Disposition.Reject);
        Assert.Contains(Sha256, failure.Message, StringComparison.Ordinal);
        Assert.Contains(Checksum(other), failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
        AssertNothingLeft();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Fetch_AnnouncedLengthIsWrong_TakesNoByte(int difference)
    {
        var server = Serve(asked => Good(asked));
        var failure = await FailAsync(Request(server) with { Bytes = Content.Length + difference }, FailureCode.ModelInvalid, Disposition.Reject);
        Assert.Contains($"has {Content.Length} bytes, 'model.pth' has {Content.Length + difference}", failure.Message, StringComparison.Ordinal);
        Assert.All(Reported.All, report => Assert.Equal(0, report.Received));
        AssertNothingLeft();
    }

    [Fact]
    public async Task Fetch_BodyLongerThanTheFile_IsStopped()
    {
        var server = Serve(asked => Good(asked, Bytes(seed: 1, 4 * Content.Length)) with { Chunked = true });
        var failure = await FailAsync(Request(server), FailureCode.ModelInvalid, Disposition.Reject);
        Assert.Contains($"goes on after {Content.Length} bytes", failure.Message, StringComparison.Ordinal);
        Assert.All(Reported.All, report => Assert.InRange(report.Received, 0, Content.Length));
        AssertNothingLeft();
    }

    [Fact]
    public async Task Fetch_LengthNobodyTells_IsBounded()
    {
        var server = Serve(asked => Good(asked) with { Chunked = true });
        var unknown = Request(server) with { Bytes = null };
        await FailAsync(unknown, FailureCode.ModelInvalid, Disposition.Reject, Prompt with { MaxBytes = Content.Length - 1 });
        AssertNothingLeft();
        AssertWhole(await FetchAsync(unknown, Prompt with { MaxBytes = Content.Length }));
    }

    [Fact]
    public async Task Fetch_NothingTellsTheEnd_IsRefused()
    {
        var server = Serve(asked => Good(asked) with { Headers = [("Content-Length", "")] });
        var unknown = Request(server) with { Bytes = null, Sha256 = null, AllowUnverified = true };
        await FailAsync(unknown, FailureCode.ModelUnavailable, Disposition.Reject);
        AssertWhole(await FetchAsync(Request(server) with { Bytes = null }));
    }

    [Theory]
    [InlineData("Content-Type", "text/html; charset=utf-8", "web page")]
    [InlineData("Content-Encoding", "gzip", "encoded (gzip)")]
    public async Task Fetch_NotTheFileItself_IsRefusedAndKeepsThePart(string header, string value, string said)
    {
        var server = Serve(asked => new Reply(200, Content, (header, value)), asked => Good(asked));
        await LeavePartAsync(server, 1000);
        var failure = await FailAsync(Request(server), FailureCode.ModelUnavailable, Disposition.Reject);
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
        AssertWhole(await FetchAsync(Request(server)));
        Assert.Equal(1000, server.Requests[^1].From);
    }

    [Fact]
    public async Task Fetch_EmptyFile_IsNoModel()
    {
        var server = Serve(asked => new Reply(200, []));
        await FailAsync(Request(server) with { Bytes = null, Sha256 = null, AllowUnverified = true }, FailureCode.ModelUnavailable, Disposition.Retry);
        AssertNothingLeft();
    }

    [Theory]
    [InlineData(401, "refuses access")]
    [InlineData(403, "refuses access")]
    [InlineData(404, "has no such file")]
    [InlineData(407, "user name and password")]
    [InlineData(410, "has no such file")]
    [InlineData(418, "answers 418")]
    [InlineData(304, "answers 304")]
    public async Task Fetch_LastingRefusal_IsNamedAtOnce(int status, string said)
    {
        var server = Serve(asked => Reply.Plain(status));
        var failure = await FailAsync(Request(server), FailureCode.ModelUnavailable, Disposition.Reject);
        Assert.Contains($"127.0.0.1 ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
        Assert.Contains("superres models import model.pth", failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
        AssertNothingLeft();
    }

    [Theory]
    [InlineData("needs 300007 bytes more and the disk has 300006 bytes free", 300_006)]
    [InlineData(null, 300_007)]
    [InlineData(null, null)]
    public async Task Fetch_DiskSpace_IsAskedFirst(string? said, int? free)
    {
        var server = Serve(asked => Good(asked));
        var options = Prompt with { FreeBytes = folder => folder == Folder ? free : 0 };
        if (said is null)
        {
            AssertWhole(await FetchAsync(Request(server), options));
            return;
        }
        var failure = await FailAsync(Request(server), FailureCode.StorageFull, Disposition.Reject, options);
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
        AssertNothingLeft();
    }

    [Fact]
    public void FreeBytes_ThisDisk_IsKnown() => Assert.True(DiskSpace.FreeBytes(Path.GetTempPath()) > 0);

    [Fact]
    public async Task Fetch_FolderIsAFile_IsRefused()
    {
        await File.WriteAllTextAsync(Folder, "");
        var failure = await FailAsync(Request(Serve(asked => Good(asked))), FailureCode.OutputUnwritable, Disposition.Reject);
        Assert.Contains("'model.pth' cannot be written", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_FolderInPlaceOfTheFile_IsRefused()
    {
        Directory.CreateDirectory(Target);
        await FailAsync(Request(Serve(asked => Good(asked))), FailureCode.OutputUnwritable, Disposition.Reject);
    }

    [Theory]
    [InlineData("../up.pth")]
    [InlineData("a/b.pth")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("a\0b")]
    public async Task Fetch_NameThatIsNoFileName_IsRefused(string name) =>
        await FailAsync(Request(Serve(asked => Good(asked))) with { FileName = name }, FailureCode.SettingsInvalid, Disposition.Reject);

    [Theory]
    [InlineData("http://example.org/m.pth")]
    [InlineData("ftp://example.org/m.pth")]
    [InlineData("https://me:secret@example.org/m.pth")]
    public async Task Fetch_AddressOutsideTheRule_IsRefused(string url)
    {
        var failure = await FailAsync(
            new() { Url = new(url), FileName = Name, Sha256 = Sha256 }, FailureCode.SettingsInvalid, Disposition.Reject);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4fa0")]
    [InlineData("zz23456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public async Task Fetch_ChecksumThatIsNone_IsRefused(string sha256) =>
        await FailAsync(Request(Serve(asked => Good(asked))) with { Sha256 = sha256 }, FailureCode.SettingsInvalid, Disposition.Reject);

    [Fact]
    public void For_CatalogEntry_TakesItsFacts()
    {
        var entry = ModelCatalog.BuiltIn.Find("RealESRGAN_x4plus")!;
        Assert.Equal(
            new() { Url = entry.File.Url, FileName = "RealESRGAN_x4plus.pth", Bytes = 67040989, Sha256 = entry.File.Sha256 },
            DownloadRequest.For(entry));
    }
}
