using OAuthMail.Tool.Sendmail;

namespace OAuthMail.Tool.Tests.Sendmail;

public sealed class SpoolTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("oauthmail-spool-");

    [Fact]
    public void Message_is_listed_with_its_envelope_and_content()
    {
        var spool = new Spool(_folder.FullName);
        var mail = spool.Add("text"u8.ToArray(), "alerts", "a@example.com", ["b@example.com", "c@example.com"]);
        var listed = Assert.Single(spool.List());
        Assert.Equal((mail.Id, "alerts", "a@example.com", SpoolState.Waiting), (listed.Id, listed.Account, listed.Sender, listed.State));
        Assert.Equal(["b@example.com", "c@example.com"], listed.Recipients);
        using var content = new StreamReader(spool.Open(listed));
        Assert.Equal("text", content.ReadToEnd());
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("../secret")]
    [InlineData("/etc/passwd")]
    [InlineData("")]
    public void Name_that_is_no_message_is_not_found(string id)
    {
        var spool = new Spool(Path.Combine(_folder.FullName, "spool"));
        Assert.Null(spool.Find(id));
        var mail = spool.Add([], "alerts", null, ["b@example.com"]);
        File.Copy(Path.Combine(_folder.FullName, "spool", $"{mail.Id}.json"), Path.Combine(_folder.FullName, "secret.json"));
        Assert.Null(spool.Find(id));
        Assert.Equal(mail.Id, spool.Find(mail.Id)!.Id);
    }

    [Fact]
    public void Message_is_locked_by_one_holder_at_a_time()
    {
        var spool = new Spool(_folder.FullName);
        var mail = spool.Add([], "alerts", null, ["b@example.com"]);
        using (spool.TryLock(mail)) Assert.Null(spool.TryLock(mail));
        using var again = spool.TryLock(mail);
        Assert.NotNull(again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"created\":1,\"account\":2}")]
    [InlineData("{\"created\":\"2026-01-01T00:00:00Z\",\"account\":\"a\",\"recipients\":[null],\"state\":\"Nothing\"}")]
    public void Damaged_envelope_is_no_message_and_disturbs_no_other(string envelope)
    {
        var spool = new Spool(_folder.FullName);
        spool.Add([], "alerts", null, ["b@example.com"]);
        File.WriteAllText(Path.Combine(_folder.FullName, "20260101T000000-damaged.json"), envelope);
        Assert.Single(spool.List());
    }

    [Fact]
    public void Old_files_without_an_envelope_are_removed()
    {
        var spool = new Spool(_folder.FullName);
        var mail = spool.Add([], "alerts", null, ["b@example.com"]);
        foreach (var name in new[] { "old.eml", "old.json.x.tmp" }) File.WriteAllText(Path.Combine(_folder.FullName, name), "");
        foreach (var file in _folder.EnumerateFiles()) file.LastWriteTimeUtc = DateTime.UtcNow.AddDays(-2);
        File.WriteAllText(Path.Combine(_folder.FullName, "new.eml"), "");
        spool.RemoveOrphans();
        var left = _folder.EnumerateFiles().Select(file => file.Name).Order(StringComparer.Ordinal);
        Assert.Equal([$"{mail.Id}.eml", $"{mail.Id}.json", "new.eml"], left);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
