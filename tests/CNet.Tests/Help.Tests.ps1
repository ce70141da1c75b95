# The help: a page for each cmdlet that says what the cmdlet is, examples that run, and topics.

BeforeDiscovery {
    . $PSScriptRoot/common.ps1
    $directory = Join-Path $PSScriptRoot '../../docs/en-US'
    $commands = Get-Command -Module CNet -CommandType Cmdlet, Function | ForEach-Object { @{ Name = $_.Name; Command = $_; Page = Join-Path $directory "$($_.Name).md" } }
    $pages = Get-ChildItem $directory -Filter *.md
    # Each stands under a heading; that of a cmdlet's page says its number too.
    $examples = foreach ($file in $pages) {
        foreach ($section in [regex]::Matches((Get-Content $file -Raw), '(?ms)^##+ (?:Example \d+: )?([^\n]+)$.*?(?=^##+ |\z)')) {
            foreach ($code in [regex]::Matches($section.Value, '(?ms)^```powershell$\n(.*?)\n^```$')) {
                @{ Name = $file.BaseName; Title = $section.Groups[1].Value; Code = $code.Groups[1].Value }
            }
        }
    }
    $hasPlatyPS = [bool] (Get-Module -ListAvailable Microsoft.PowerShell.PlatyPS | Where-Object Version -GE ([version] '1.0'))
}

Describe 'The page of <Name>' -ForEach $commands {
    BeforeAll {
        . $PSScriptRoot/common.ps1
        $text = if (Test-Path $Page) { Get-Content $Page -Raw }
        # What stands under a heading of the page.
        function Get-Section([string] $Heading) { [regex]::Match($text, "(?ms)^## $Heading`$(.*?)(?=^## |\z)").Groups[1].Value.Trim() }
        # One line for each parameter and set: how the page and the cmdlet describe it.
        function Get-Described {
            foreach ($parameter in [regex]::Matches((Get-Section PARAMETERS), '(?ms)^### -(\w+)$.*?^```yaml$(.*?)^```$')) {
                $name, $yaml = $parameter.Groups[1, 2].Value
                $more = "wildcards $([regex]::Match($yaml, '(?m)^SupportsWildcards: (\w+)').Groups[1].Value) aliases $([regex]::Matches($yaml, '(?m)^- (\w+)$').ForEach{ $_.Groups[1].Value } | Sort-Object)"
                $pattern = '- Name: (.+)\n  Position: (\w+)\n  IsRequired: (\w+)\n  ValueFromPipeline: (\w+)\n  ValueFromPipelineByPropertyName: (\w+)\n'
                foreach ($set in [regex]::Matches($yaml, $pattern)) { "$name in $($set.Groups[1..5].Value) $more" }
            }
        }
        function Get-Declared {
            $common = [System.Management.Automation.Cmdlet]::CommonParameters
            foreach ($parameter in $Command.Parameters.Values | Where-Object Name -NotIn $common) {
                $more = "wildcards $([bool] ($parameter.Attributes | Where-Object { $_ -is [SupportsWildcards] })) aliases $($parameter.Aliases | Sort-Object)"
                foreach ($set in $parameter.ParameterSets.GetEnumerator()) {
                    $position = if ($set.Value.Position -ge 0) { $set.Value.Position } else { 'Named' }
                    $setName = $set.Key -eq '__AllParameterSets' ? '(All)' : $set.Key
                    "$($parameter.Name) in $setName $position $($set.Value.IsMandatory) $($set.Value.ValueFromPipeline) $($set.Value.ValueFromPipelineByPropertyName) $more"
                }
            }
        }
    }

    It 'exists' { $Page | Should -Exist }

    It 'describes the parameters that the cmdlet has, and no others' {
        Get-Described | Sort-Object | Should -Be (Get-Declared | Sort-Object) -Because 'build.ps1 -Task Docs brings pages up to date'
        [regex]::Matches($text, '(?m)^### -(\w+)\n\n(?!```)\S').ForEach{ $_.Groups[1].Value } | Sort-Object |
            Should -Be ([regex]::Matches($text, '(?m)^### -(\w+)$').ForEach{ $_.Groups[1].Value } | Sort-Object) -Because 'each has a description'
    }

    It 'says of each parameter what its help message says' {
        foreach ($parameter in [regex]::Matches((Get-Section PARAMETERS), '(?ms)^### -(\w+)$(.*?)^```yaml$')) {
            $name, $description = $parameter.Groups[1, 2].Value
            $message = $Command.Parameters[$name].Attributes.HelpMessage | Select-Object -First 1
            if ($message) { ($description -replace '\s+', ' ').Trim().StartsWith($message) | Should -BeTrue -Because "the description of -$name begins with '$message'" }
        }
    }

    It 'shows the parameter sets that the cmdlet has' {
        $sets = $Command.ParameterSets | ForEach-Object { ($_.Name -eq '__AllParameterSets' ? '(All)' : $_.Name) + ($_.IsDefault -and $Command.ParameterSets.Count -gt 1 ? ' (Default)' : '') }
        [regex]::Matches((Get-Section SYNTAX), '(?m)^### (.+)$').ForEach{ $_.Groups[1].Value } | Sort-Object | Should -BeExactly ($sets | Sort-Object)
        $shown = [regex]::Matches((Get-Section SYNTAX), '(?ms)^```$\n(.*?)^```$').ForEach{ [regex]::Matches($_.Groups[1].Value, ' \[*-(\w+)').ForEach{ $_.Groups[1].Value } | Sort-Object | Join-String -Separator ' ' }
        $common = [System.Management.Automation.Cmdlet]::CommonParameters
        $shown | Sort-Object | Should -BeExactly ($Command.ParameterSets.ForEach{ $_.Parameters.Name.Where{ $_ -notin $common } | Sort-Object | Join-String -Separator ' ' } | Sort-Object)
    }

    It 'names the aliases that the cmdlet has' {
        $alias = (Get-Alias -Definition $Name -ErrorAction Ignore).Name
        Get-Section ALIASES | Should -BeExactly ($alias ? $alias -join ', ' : 'None.')
    }

    It 'is filled in' {
        $text | Should -Not -Match '\{\{ ' -Because 'this is where something is to be filled in'
        foreach ($heading in 'SYNOPSIS', 'DESCRIPTION', 'NOTES', 'RELATED LINKS') { Get-Section $heading | Should -Not -BeNullOrEmpty -Because $heading }
        if ($Command.CommandType -eq 'Cmdlet') { Get-Section OUTPUTS | Should -Not -BeNullOrEmpty }
        foreach ($type in [regex]::Matches((Get-Section OUTPUTS), '(?m)^### (.+)$')) { $Command.OutputType.Name | Should -Contain $type.Groups[1].Value }
    }

    It 'has two to four examples with code' {
        $headings = [regex]::Matches((Get-Section EXAMPLES), '(?m)^### Example (\d+): .+\n\n```powershell$')
        $headings.Count | Should -BeIn 2, 3, 4
        $headings.ForEach{ [int] $_.Groups[1].Value } | Should -Be (1..$headings.Count)
        [regex]::Matches((Get-Section EXAMPLES), '(?m)^### ').Count | Should -Be $headings.Count
    }
}

Describe 'Examples' {
    BeforeAll { . $PSScriptRoot/common.ps1 }
    BeforeEach {
        $null = Enter-TestHost
        $others = (Get-CNetHost).Name
    }
    AfterEach {
        try { if ($others) { Get-CNetHost | Where-Object Name -NotIn $others | Remove-CNetHost -Force } }
        finally { Exit-TestHost }
    }

    # Each as it stands, on a Host with nothing on it. Not those that wait for somebody who types.
    It '<Name>: <Title>' -ForEach $examples.Where{ $_.Code -notmatch '^Describe |(?m)^Enter-CNetSandbox |(?m)-Foreground$' } {
        $ErrorActionPreference = 'Stop'
        $null = & ([scriptblock]::Create($Code)) 4>$null 6>$null
        (Get-CNetHost).Name | Should -Be $others -Because 'an example leaves no Host behind'
    }

    It '<Name>: the suite <Title>' -ForEach $examples.Where{ $_.Code -match '^Describe ' } {
        $suite = "`$result = Invoke-Pester -Container (New-PesterContainer -ScriptBlock {`n$Code`n}) -Output None -PassThru; `$result.PassedCount; `$result.FailedCount"
        Invoke-Pwsh $suite | Should -Be 3, 0
    }
}

Describe 'The page <Name>' -ForEach $pages {
    BeforeAll { $text = Get-Content $_ -Raw }

    It 'links to pages that are there' {
        foreach ($link in [regex]::Matches($text, '\]\((?!https?:)([^)#]+)')) { Join-Path $_.DirectoryName $link.Groups[1].Value | Should -Exist }
    }

    It 'is plain text with line feeds' {
        $text | Should -Not -Match "[\r\t\uFEFF]"
        $text | Should -Match '[^\n]\n\z'
    }
}

Describe 'about_CNet_Errors' {
    BeforeAll {
        . $PSScriptRoot/common.ps1
        $text = Get-Content (Join-Path $PSScriptRoot '../../docs/en-US/about_CNet_Errors.md') -Raw
    }

    It 'has a section for each error, and for no other' {
        [regex]::Matches($text, '(?m)^### (.+)$').ForEach{ $_.Groups[1].Value } | Sort-Object | Should -BeExactly ([enum]::GetNames([CNet.CNetError]) | Sort-Object)
    }

    It 'says of each what it means, its category and what to do' {
        $errors = [CNet.Commands.GetCNetNetworkCommand].Assembly.GetType('CNet.Commands.ErrorCategories')
        $category = $errors.GetMethod('Of', [System.Reflection.BindingFlags] 'Static, NonPublic', [type[]] [CNet.CNetError])
        $sections = [regex]::Matches($text, '(?ms)^### (\w+)\n\n\S[^\n]*\n\n- Category: (\w+)[^\n]*\n- What to do: \S[^\n]+\n')
        $sections | Should -HaveCount ([enum]::GetNames([CNet.CNetError]).Count)
        foreach ($section in $sections) {
            $id, $said = $section.Groups[1, 2].Value
            $said | Should -BeExactly $category.Invoke($null, @([CNet.CNetError] $id)).ToString() -Because $id
        }
    }
}

Describe 'The help of the module' -Skip:(-not $hasPlatyPS) {
    BeforeAll {
        . $PSScriptRoot/common.ps1
        $root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path
        $directory = (New-Item -ItemType Directory (Join-Path ([IO.Path]::GetTempPath()) "cnet-help-test-$PID")).FullName
        Copy-Item (Split-Path $modulePath) $directory -Recurse
        Copy-Item (Join-Path $root docs/en-US) $directory -Recurse
        # What build-help.ps1 makes of pages: the module's help, and pages that are up to date.
        function Build-Help([string] $Pages) { pwsh -NoProfile -NonInteractive -File (Join-Path $root docs/build-help.ps1) -Module "$directory/CNet" -Page $Pages 2>&1 | Out-String }
        # Whatever these processes keep of modules and repositories is kept in the test's own directory.
        $null = New-Item -ItemType Directory "$directory/.local/share"
        function Invoke-Apart([string] $Script) {
            env -C $directory -u PSModulePath -u XDG_DATA_HOME -u XDG_CONFIG_HOME -u XDG_CACHE_HOME "HOME=$directory" `
                pwsh -NoProfile -NonInteractive -Command "`$ErrorActionPreference = 'Stop'; `$ProgressPreference = 'SilentlyContinue'; `$PSStyle.OutputRendering = 'PlainText'; $Script" 2>&1
        }
    }
    AfterAll { Remove-Item $directory -Recurse -Force -ErrorAction Ignore }

    It 'makes a page for a new cmdlet, keeps what was written, and adds a new parameter' {
        $pages = (New-Item -ItemType Directory "$directory/pages").FullName
        Set-Content "$pages/New-CNetNetwork.md" -NoNewline ((Get-Content "$directory/en-US/New-CNetNetwork.md" -Raw) -replace '(?s)### -Mtu.*?(?=### -Name)' -replace 'Makes a network\.', 'Something else.')
        $said = Build-Help $pages
        Get-Content "$pages/New-CNetHost.md" -Raw | Should -Match '(?s)\{\{ Fill in the Synopsis.*### -Name\n\nThe names; a free one where it is not given' -Because $said
        Get-Content "$pages/New-CNetNetwork.md" -Raw | Should -Match '(?s)\n\nSomething else\..*### -Mtu\n\nThe MTU of all its interfaces'
    }

    It 'is made from pages that are up to date' {
        $said = Build-Help "$directory/en-US"
        "$directory/CNet/en-US/CNet.dll-Help.xml" | Should -Exist -Because $said
        foreach ($file in Get-ChildItem "$directory/en-US") {
            Get-Content $file -Raw | Should -BeExactly (Get-Content (Join-Path $root "docs/en-US/$($file.Name)") -Raw) -Because 'build.ps1 -Task Docs brings pages up to date'
        }
    }

    It 'comes with a package from a repository' {
        $null = Test-ModuleManifest "$directory/CNet/CNet.psd1"
        $null = New-Item -ItemType Directory "$directory/repository"
        Invoke-Apart "Register-PSResourceRepository local '$directory/repository' -Trusted; Publish-PSResource -Path '$directory/CNet' -Repository local; Install-PSResource CNet -Repository local" |
            Should -BeNullOrEmpty
        Get-ChildItem "$directory/repository" -Filter '*.nupkg' | Should -HaveCount 1
        $answers = @(Invoke-Apart @'
            Import-Module CNet
            (Get-Module CNet).ModuleBase
            (Use-CNetHost { New-CNetNetwork lab -Subnet 10.1.0.0/24 | Connect-CNetNetwork -Sandbox web }).IPAddress.IPAddressToString
            (Get-Help Get-CNetNetwork -Full).Synopsis
            (Get-Help New-CNetNetwork -Parameter Internal).description.Text
            (Get-Help New-CNetNetwork).examples.example[0].code
            (Get-Help about_CNet_Errors).Contains('NetworkNotFound')
            (Get-Help about_CNet*).Synopsis -join '|'
            "without: $((Get-Command -Module CNet).Where{ $_.CommandType -ne 'Alias' -and -not (Get-Help $_.Name).description }.Name)"
'@)
        $answers[0] | Should -BeLike "$directory/.local/share/powershell/Modules/CNet/*"
        $answers[1..4] | Should -BeExactly '10.1.0.2', 'Lists networks.',
            'Makes a network without a way out of the Host. There is no default route and no masquerading; sandboxes still reach each other.', 'New-CNetNetwork lab -Subnet 10.1.0.0/24'
        $answers[5] | Should -BeExactly 'True'
        $answers[6] | Should -Match '^ *Networks, endpoints .*\|.*\|.*\|.*Pester' -Because 'Get-Help lists topics with what they are about'
        $answers[7] | Should -BeExactly 'without: '
    }
}
