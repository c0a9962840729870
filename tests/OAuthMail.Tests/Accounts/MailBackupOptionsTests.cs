namespace OAuthMail.Tests.Accounts;

public class MailBackupOptionsTests
{
    private const string Secret = "SECRETVALUE";

    [Fact]
    public void Another_account_stands_in()
    {
        var accounts = Options(("a", new MailBackupOptions { Account = "b" }), ("b", new MailBackupOptions { Account = "c" }), ("c", null)).CreateAccounts();
        Assert.Equal("b", accounts["a"].Backup!.AccountName);
        Assert.Null(accounts["a"].Backup!.Server);
        Assert.Null(accounts["a"].Backup!.UserName);
        Assert.Null(accounts["c"].Backup);
        Assert.Equal("b", accounts["a"].Backup!.ToString());
        Assert.Throws<InvalidOperationException>(accounts["a"].Backup!.GetPassword);
    }

    [Fact]
    public void A_server_with_a_password_stands_in_and_its_password_is_read_anew()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["password"], $"{Secret}\n");
        var backup = Create(new MailBackupOptions { Smtp = "starttls://smtp.example.net:2525", UserName = "jane", PasswordFile = folder["password"] }).Backup!;
        Assert.Equal(new MailEndpoint("smtp.example.net", 2525, TlsMode.StartTls), backup.Server);
        Assert.Equal("jane", backup.UserName);
        Assert.Null(backup.AccountName);
        Assert.Equal(Secret, backup.GetPassword());
        Assert.Equal("smtp.example.net:2525", backup.ToString());

        File.WriteAllText(folder["password"], "another");
        Assert.Equal("another", backup.GetPassword());
        File.WriteAllText(folder["password"], "");
        Assert.Contains("is empty", Assert.Throws<MailConfigurationException>(backup.GetPassword).Message, StringComparison.Ordinal);
        File.Delete(folder["password"]);
        Assert.Contains("cannot be read", Assert.Throws<MailConfigurationException>(backup.GetPassword).Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, Action<MailBackupOptions>, string> Mistakes => new()
    {
        { "Account", o => o.Smtp = null, "is missing, and so is Smtp" },
        { "Account", o => (o.Account, o.Smtp, o.UserName, o.Password) = (" ", null, null, null), "is empty" },
        { "Smtp", o => (o.Account, o.UserName, o.Password) = ("b", null, null), "is set beside Account" },
        { "Smtp", o => o.Smtp = "smtp.example.net", "not host:port" },
        { "UserName", o => o.UserName = null, "is missing" },
        { "UserName", o => o.UserName = "a\r\nb", "control characters" },
        { "Password", o => o.Password = "", "is empty" },
        { "Password", o => o.Password = Secret + "\0", "control characters" },
        { "PasswordFile", o => o.Password = null, "is missing" },
        { "PasswordFile", o => o.PasswordFile = "/nowhere", "keep one of them" },
        { "PasswordFile", o => (o.Password, o.PasswordFile) = (null, "/nowhere/at/all"), "cannot be read" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_named(string option, Action<MailBackupOptions> spoil, string expected)
    {
        var backup = new MailBackupOptions { Smtp = "smtp.example.net:465", UserName = "jane", Password = Secret };
        spoil(backup);
        var failure = Assert.Throws<MailConfigurationException>(() => Create(backup));
        var only = Assert.Single(failure.Failures);
        Assert.Equal($"a:Backup:{option}", only.Option);
        Assert.Contains(expected, only.Failure, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_backup_leads_somewhere_else()
    {
        var failure = Assert.Throws<MailConfigurationException>(Options(
            ("self", new MailBackupOptions { Account = "self" }),
            ("lost", new MailBackupOptions { Account = "nowhere" }),
            ("first", new MailBackupOptions { Account = "second" }),
            ("second", new MailBackupOptions { Account = "third" }),
            ("third", new MailBackupOptions { Account = "second" })).CreateAccounts);
        Assert.Equal(
            [
                "Accounts:self:Backup:Account is 'self', the account itself: name another one",
                "Accounts:lost:Backup:Account is 'nowhere', but known are first, lost, second, self, third",
                "Accounts:second:Backup:Account leads back to the account itself: second → third → second",
                "Accounts:third:Backup:Account leads back to the account itself: third → second → third",
            ],
            failure.Failures.Select(one => one.ToString()));
    }

    [Fact]
    public void A_name_of_nothing_is_named_once() =>
        Assert.Equal("Accounts:a:Backup:Account", Assert.Single(Assert.Throws<MailConfigurationException>(Options(("a", new MailBackupOptions { Account = "" })).CreateAccounts).Failures).Option);

    [Fact]
    public void Who_stands_in_can_send_and_so_can_the_one_it_stands_in_for()
    {
        var options = Options(("a", new MailBackupOptions { Account = "reader" }));
        options.Accounts["reader"] = Reader(null);
        var failure = Assert.Throws<MailConfigurationException>(options.CreateAccounts);
        Assert.Equal("Accounts:a:Backup:Account is 'reader', which has no SMTP server", Assert.Single(failure.Failures).ToString());

        options = Options(("b", null));
        options.Accounts["reader"] = Reader(new MailBackupOptions { Account = "b" });
        failure = Assert.Throws<MailConfigurationException>(options.CreateAccounts);
        Assert.Equal("Accounts:reader:Backup", Assert.Single(failure.Failures).Option);
    }

    [Fact]
    public void An_account_with_mistakes_of_its_own_is_still_there()
    {
        var options = Options(("a", new MailBackupOptions { Account = "b" }), ("b", null));
        options.Accounts["b"].Address = null;
        Assert.Equal("Accounts:b:Address", Assert.Single(Assert.Throws<MailConfigurationException>(options.CreateAccounts).Failures).Option);
    }

    private static MailAccount Create(MailBackupOptions backup) => MailAccount.Create("a", Account(backup));

    private static OAuthMailOptions Options(params (string Name, MailBackupOptions? Backup)[] accounts)
    {
        var options = new OAuthMailOptions();
        foreach (var (name, backup) in accounts) options.Accounts[name] = Account(backup);
        return options;
    }

    private static MailAccountOptions Account(MailBackupOptions? backup) => new()
    {
        Provider = "Google",
        Flow = OAuthFlow.AuthorizationCode,
        ClientId = "id",
        ClientSecret = "s",
        Address = "a@gmail.com",
        Backup = backup,
    };

    private static MailAccountOptions Reader(MailBackupOptions? backup) => new()
    {
        Flow = OAuthFlow.AuthorizationCode,
        ClientId = "id",
        Address = "a@example.net",
        AuthorizationEndpoint = "https://id.example.net/authorize",
        TokenEndpoint = "https://id.example.net/token",
        Imap = "imap.example.net:993",
        Backup = backup,
    };
}
