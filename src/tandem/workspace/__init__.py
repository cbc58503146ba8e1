"""The home pages: Today, Team, Business, Settings. They only compose panels of the packages below."""
