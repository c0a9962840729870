namespace OAuthMail.Tests.Configuration;

public class MailBackupOptionsTests
{
    [Fact]
    public void Backup_can_be_another_account()
    {
        var accounts = Options(
            ("a", new MailBackupOptions { Account = "b" }), ("b", new MailBackupOptions { Account = "C" }), ("c", null)).CreateAccounts();
        Assert.Equal("b", accounts["a"].Backup!.AccountName);
        Assert.Null(accounts["a"].Backup!.Server);
        Assert.Null(accounts["a"].Backup!.UserName);
        Assert.Null(accounts["c"].Backup);
        Assert.Equal("b", accounts["a"].Backup!.ToString());
        Assert.Equal("c", accounts["b"].Backup!.AccountName);
        Assert.Throws<InvalidOperationException>(accounts["a"].Backup!.GetPassword);
    }

    [Fact]
    public void Backup_can_be_a_server_whose_password_file_is_read_for_each_login()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["password"], $"{Some.Secret}\n");
        var options = new MailBackupOptions { Smtp = "starttls://smtp.example.net:2525", UserName = "jane",
            PasswordFile = folder["password"] };
        var backup = Create(options).Backup!;
        Assert.Equal(new MailEndpoint("smtp.example.net", 2525, TlsMode.StartTls), backup.Server);
        Assert.Equal("jane", backup.UserName);
        Assert.Null(backup.AccountName);
        Assert.Equal(Some.Secret, backup.GetPassword());
        Assert.Equal("smtp.example.net:2525", backup.ToString());

        File.WriteAllText(folder["password"], "another");
        Assert.Equal("another", backup.GetPassword());
        File.WriteAllText(folder["password"], "");
        Assert.Contains("is empty", Assert.Throws<MailConfigurationException>(backup.GetPassword).Message, StringComparison.Ordinal);
        File.Delete(folder["password"]);
        Assert.Contains("can't be read", Assert.Throws<MailConfigurationException>(backup.GetPassword).Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, Action<MailBackupOptions>, string> Mistakes => new()
    {
        { "Smtp", o => o.Smtp = null, "Required." },
        { "Account", o => (o.Smtp, o.UserName, o.Password) = (null, null, null), "Required." },
        { "Account", o => (o.Account, o.Smtp, o.UserName, o.Password) = (" ", null, "", null), "Required." },
        { "Smtp", o => (o.Account, o.UserName, o.Password) = ("b", null, null), "Can't be combined with Account" },
        { "Smtp", o => o.Smtp = "smtp.example.net", "isn't a server in the form host:port" },
        { "UserName", o => o.UserName = null, "Required." },
        { "UserName", o => o.UserName = "a\r\nb", "control characters" },
        { "PasswordFile", o => o.Password = "", "Required." },
        { "Password", o => o.Password = Some.Secret + "\0", "control characters" },
        { "PasswordFile", o => o.Password = null, "Required." },
        { "PasswordFile", o => o.PasswordFile = "/nowhere", "Keep one of them" },
        { "PasswordFile", o => (o.Password, o.PasswordFile) = (null, "/nowhere/at/all"), "can't be read" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Mistake_is_reported_with_its_option(string option, Action<MailBackupOptions> change, string expected)
    {
        var backup = new MailBackupOptions { Smtp = "smtp.example.net:465", UserName = "jane", Password = Some.Secret };
        change(backup);
        var failure = Assert.Throws<MailConfigurationException>(() => Create(backup));
        var only = Assert.Single(failure.Errors);
        Assert.Equal($"a:Backup:{option}", only.Option);
        Assert.Contains(expected, only.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Some.Secret, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Backup_must_exist_and_must_not_lead_back_to_its_account()
    {
        var errors = Some.ErrorsOf(Options(
            ("self", new MailBackupOptions { Account = "SELF" }),
            ("lost", new MailBackupOptions { Account = "nowhere" }),
            ("first", new MailBackupOptions { Account = "second" }),
            ("second", new MailBackupOptions { Account = "third" }),
            ("third", new MailBackupOptions { Account = "Second" })));
        Assert.Equal(
            [
                "Accounts:self:Backup:Account: 'SELF' is the account itself. Set another account.",
                "Accounts:lost:Backup:Account: 'nowhere' isn't a valid account. Valid values: first, lost, second, self, third.",
                "Accounts:second:Backup:Account: The backups lead back to the account itself: second → third → Second.",
                "Accounts:third:Backup:Account: The backups lead back to the account itself: third → Second → third.",
            ],
            errors.Select(error => error.ToString()));
    }

    [Fact]
    public void Blank_account_is_reported_once() =>
        Assert.Equal("Accounts:a:Backup:Account",
            Assert.Single(Some.ErrorsOf(Options(("a", new MailBackupOptions { Account = "" })))).Option);

    [Fact]
    public void Backup_and_its_account_need_a_submission_server()
    {
        var options = Options(("a", new MailBackupOptions { Account = "reader" }));
        options.Accounts["reader"] = Some.CustomAccount();
        Assert.Equal("Accounts:a:Backup:Account: The account 'reader' has no SMTP server.",
            Assert.Single(Some.ErrorsOf(options)).ToString());

        options = Options(("b", null));
        options.Accounts["reader"] = Some.CustomAccount(o => o.Backup = new MailBackupOptions { Account = "b" });
        Assert.Equal("Accounts:reader:Backup", Assert.Single(Some.ErrorsOf(options)).Option);
    }

    [Fact]
    public void Account_with_errors_of_its_own_still_exists()
    {
        var options = Options(("a", new MailBackupOptions { Account = "b" }), ("b", null));
        options.Accounts["b"].Address = null;
        Assert.Equal("Accounts:b:Address", Assert.Single(Some.ErrorsOf(options)).Option);
    }

    private static MailAccount Create(MailBackupOptions backup) => MailAccount.Create("a", Some.Account(o => o.Backup = backup));

    private static OAuthMailOptions Options(params (string Name, MailBackupOptions? Backup)[] accounts) =>
        Some.Options([.. accounts.Select(one => (one.Name, Some.Account(o => o.Backup = one.Backup)))]);
}
